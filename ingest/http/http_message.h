// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace farcall {

// A request, as the handler of its route sees it.
struct IncomingRequest {
  std::string peer;  // address of the other end, without the port
  std::map<std::string, std::string, std::less<>> headers;  // lower-case names
  std::string body;

  // Empty where there is none. `name` in lower case.
  const std::string& header(std::string_view name) const {
    static const std::string kNone;
    const auto found = headers.find(name);
    return found == headers.end() ? kNone : found->second;
  }
};

struct HttpReply {
  unsigned status = 200;
  std::string body;
  std::string content_type = "application/json";
  std::vector<std::pair<std::string, std::string>> headers{};
};

// A reply that says what is wrong, as `{"error":{"code":...,"message":...}}`.
HttpReply HttpError(unsigned status, std::string_view code,
                    const std::string& message);

// The same with the header Retry-After.
HttpReply HttpRetryLater(unsigned status, const std::string& message,
                         int seconds);

}  // namespace farcall
