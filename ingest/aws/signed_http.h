// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <stop_token>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ingest/aws/credentials.h"
#include "ingest/aws/endpoint.h"
#include "ingest/aws/sigv4.h"
#include "ingest/web/http_client.h"

namespace farcall {

// A request to a service of AWS, before it is signed.
struct AwsCall {
  Endpoint endpoint;
  std::string method;
  std::string encoded_path;  // below the endpoint's path, begins with `/`
  HttpHeaders headers;
  std::string body;
  SigningScope scope;
  absl::Duration timeout = absl::Seconds(30);
  size_t response_bytes_max = size_t{1} << 20;
  std::stop_token stop;
};

// Signs requests and sends them. Thread-safe.
class SignedHttp {
 public:
  // Both must outlive it.
  SignedHttp(HttpClient& http, CachedCredentials& credentials, TimeSource now)
      : http_(http), credentials_(credentials), now_(std::move(now)) {}

  // The answer, whatever its code. Errors are those of CachedCredentials::Get()
  // and HttpClient::Send(). Credentials that the service refused are renewed
  // before the next call.
  absl::StatusOr<HttpResponse> Send(AwsCall call);

 private:
  HttpClient& http_;
  CachedCredentials& credentials_;
  const TimeSource now_;
};

}  // namespace farcall
