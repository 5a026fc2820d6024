// SPDX-License-Identifier: Apache-2.0
#include "ingest/aws/aws_access.h"

#include <utility>

#include "ingest/aws/credentials_chain.h"

namespace farcall {

absl::StatusOr<std::unique_ptr<AwsAccess>> AwsAccess::Create(
    const AwsEnvironment& environment, std::string region, HttpClient& http,
    TimeSource now) {
  auto s3 = EndpointOverride(environment, "S3");
  if (!s3.ok()) return s3.status();
  auto sqs = EndpointOverride(environment, "SQS");
  if (!sqs.ok()) return sqs.status();
  auto provider = ChooseCredentials(environment, region, http);
  if (!provider.ok()) return provider.status();
  // Its constructor is private.
  return std::unique_ptr<AwsAccess>(
      new AwsAccess(std::move(region), *std::move(s3), *std::move(sqs),
                    *std::move(provider), http, now));
}

AwsAccess::AwsAccess(std::string region, std::optional<Endpoint> s3,
                     std::optional<Endpoint> sqs,
                     std::unique_ptr<CredentialsProvider> provider,
                     HttpClient& http, const TimeSource& now)
    : region_(std::move(region)),
      s3_(std::move(s3)),
      sqs_(std::move(sqs)),
      credentials_(std::move(provider), now),
      signed_http_(http, credentials_, now) {}

S3Client AwsAccess::Objects() {
  return {signed_http_, {.region = region_, .endpoint = s3_}};
}

absl::StatusOr<SqsClient> AwsAccess::Queue(const std::string& queue_url) {
  std::string region = RegionOfQueueUrl(queue_url);
  if (region.empty()) region = region_;
  return SqsClient::Create(
      signed_http_,
      {.queue_url = queue_url, .region = std::move(region), .endpoint = sqs_});
}

}  // namespace farcall
