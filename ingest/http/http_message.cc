// SPDX-License-Identifier: Apache-2.0
#include "ingest/http/http_message.h"

#include <nlohmann/json.hpp>

namespace farcall {

HttpReply HttpError(unsigned status, std::string_view code,
                    const std::string& message) {
  const nlohmann::ordered_json json = {
      {"error", {{"code", code}, {"message", message}}}};
  return {status, json.dump(-1, ' ', false,
                            nlohmann::ordered_json::error_handler_t::replace) +
                      '\n'};
}

HttpReply HttpRetryLater(unsigned status, const std::string& message,
                         int seconds) {
  HttpReply reply = HttpError(
      status, status == 429 ? "RESOURCE_EXHAUSTED" : "UNAVAILABLE", message);
  reply.headers.emplace_back("Retry-After", std::to_string(seconds));
  return reply;
}

}  // namespace farcall
