// SPDX-License-Identifier: Apache-2.0
#include "ingest/findings/http_delivery.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace farcall {
namespace {

constexpr size_t kAnswerBytesTold = 300;

absl::StatusCode CodeOf(int http_code) {
  switch (http_code) {
    case 400:
    case 413:
    case 422:
      return absl::StatusCode::kInvalidArgument;
    case 401:
    case 403:
      return absl::StatusCode::kPermissionDenied;
    default:
      return absl::StatusCode::kUnavailable;
  }
}

}  // namespace

absl::StatusOr<std::string> SendToSink(HttpClient& http,
                                       const HttpRequest& request) {
  auto response = http.Send(request);
  if (!response.ok()) {
    // Whatever it was: another try may have an answer.
    return absl::UnavailableError(response.status().message());
  }
  if (response->code >= 200 && response->code < 300) {
    return std::move(response->body);
  }
  return absl::Status(CodeOf(response->code),
                      absl::StrCat("answered with ", response->code, ": ",
                                   response->body.substr(0, kAnswerBytesTold)));
}

}  // namespace farcall
