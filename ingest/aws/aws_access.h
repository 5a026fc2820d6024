// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "ingest/aws/credentials.h"
#include "ingest/aws/endpoint.h"
#include "ingest/aws/environment.h"
#include "ingest/aws/s3_client.h"
#include "ingest/aws/signed_http.h"
#include "ingest/aws/sqs_client.h"
#include "ingest/web/http_client.h"

namespace farcall {

// Region, credentials and endpoints, as the variables of AWS's own SDKs set
// them; makes clients of them, which it must outlive. Thread-safe.
class AwsAccess {
 public:
  // `region`: ChooseRegion(). `http` must outlive it. Asks nobody yet:
  // credentials are fetched with the first request. INVALID_ARGUMENT and
  // FAILED_PRECONDITION say what of the environment is wrong or missing.
  static absl::StatusOr<std::unique_ptr<AwsAccess>> Create(
      const AwsEnvironment& environment, std::string region, HttpClient& http,
      TimeSource now);

  S3Client Objects();

  // A queue is signed for in the region of its URL, where that has one.
  absl::StatusOr<SqsClient> Queue(const std::string& queue_url);

  const std::string& region() const { return region_; }
  // For log lines: `web identity`.
  std::string_view provider_name() const {
    return credentials_.provider_name();
  }

 private:
  AwsAccess(std::string region, std::optional<Endpoint> s3,
            std::optional<Endpoint> sqs,
            std::unique_ptr<CredentialsProvider> provider, HttpClient& http,
            const TimeSource& now);

  const std::string region_;
  const std::optional<Endpoint> s3_;
  const std::optional<Endpoint> sqs_;
  CachedCredentials credentials_;
  SignedHttp signed_http_;
};

}  // namespace farcall
