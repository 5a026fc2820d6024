// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "ingest/aws/environment.h"
#include "ingest/web/http_client.h"

namespace farcall {

// Gives prepared answers, in order, and keeps what was asked. With no answer
// left it is UNAVAILABLE, as a network that is down.
class FakeHttp : public HttpClient {
 public:
  absl::StatusOr<HttpResponse> Send(const HttpRequest& request) override {
    const std::lock_guard<std::mutex> lock(mutex_);
    requests_.push_back(request);
    if (answers_.empty()) return absl::UnavailableError("the network is down");
    absl::StatusOr<HttpResponse> answer = std::move(answers_.front());
    answers_.pop_front();
    if (answer.ok() && answer->body.size() > request.response_bytes_max) {
      return absl::ResourceExhaustedError("the answer is too large");
    }
    return answer;
  }

  void Answer(int code, std::string body, HttpHeaders headers = {}) {
    answers_.push_back(HttpResponse{code, std::move(headers), std::move(body)});
  }
  void Fail(absl::Status status) { answers_.push_back(std::move(status)); }

  const std::vector<HttpRequest>& requests() const { return requests_; }
  const HttpRequest& last() const { return requests_.back(); }

 private:
  std::mutex mutex_;
  std::deque<absl::StatusOr<HttpResponse>> answers_;
  std::vector<HttpRequest> requests_;
};

// The value of a header that was sent; empty if it was not.
inline std::string SentHeader(const HttpRequest& request,
                              std::string_view name) {
  return std::string(HttpResponse{0, request.headers, ""}.Header(name));
}

// An environment with these variables and no others.
inline AwsEnvironment Variables(
    std::vector<std::pair<std::string, std::string>> variables) {
  return [variables = std::move(variables)](const char* name) {
    for (const auto& [key, value] : variables) {
      if (key == name) return value;
    }
    return std::string();
  };
}

}  // namespace farcall
