// SPDX-License-Identifier: Apache-2.0
#include "ingest/app/aws_parts.h"

#include "absl/time/clock.h"

namespace farcall {

absl::StatusOr<AwsParts> OpenAws(const IngestConfig& config,
                                 const std::string& queue_url) {
  auto region = ChooseRegion(config.aws_region, ProcessEnvironment, queue_url);
  if (!region.ok()) return region.status();
  AwsParts parts;
  // As AWS's own SDKs have it.
  parts.http = std::make_unique<CurlHttpClient>(
      CurlHttpClient::Options{.ca_file = ProcessEnvironment("AWS_CA_BUNDLE")});
  auto access = AwsAccess::Create(ProcessEnvironment, *std::move(region),
                                  *parts.http, absl::Now);
  if (!access.ok()) return access.status();
  parts.access = *std::move(access);
  return parts;
}

}  // namespace farcall
