// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "text/ascii.h"

namespace farcall {

using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

struct HttpRequest {
  // Which way a request may take.
  enum class Route {
    kProxyAllowed,  // HTTPS_PROXY, HTTP_PROXY and NO_PROXY are kept
    kDirect,        // never by a proxy: addresses of this machine
  };

  std::string method = "GET";
  std::string url;  // http:// or https://, its path is sent as it is
  HttpHeaders headers;
  std::string body;
  absl::Duration connect_timeout = absl::Seconds(5);
  absl::Duration timeout = absl::Seconds(30);  // of the whole request
  size_t response_bytes_max = size_t{1} << 20;
  Route route = Route::kProxyAllowed;
  // Ends the request early, within about a second.
  std::stop_token stop;
};

struct HttpResponse {
  int code = 0;  // 200
  HttpHeaders headers;
  std::string body;

  // The first header of this name in any letter case; empty if it has none.
  std::string_view Header(std::string_view name) const {
    for (const auto& [key, value] : headers) {
      if (EqualsIgnoringCase(key, name)) return value;
    }
    return {};
  }
};

// Sends requests over HTTP. Thread-safe.
class HttpClient {
 public:
  virtual ~HttpClient() = default;

  // The answer, whatever its code: redirects are not followed, bodies are not
  // decompressed. UNAVAILABLE if there is none (refused, timed out, cut off),
  // RESOURCE_EXHAUSTED if it is larger than the request allows, CANCELLED if it
  // was stopped, INVALID_ARGUMENT if the URL is none. Errors name the method
  // and the host, nothing that was sent.
  virtual absl::StatusOr<HttpResponse> Send(const HttpRequest& request) = 0;
};

}  // namespace farcall
