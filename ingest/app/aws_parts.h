// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "ingest/aws/aws_access.h"
#include "ingest/config/ingest_config.h"
#include "ingest/web/curl_http_client.h"

namespace farcall {

// What every client of AWS stands on.
struct AwsParts {
  std::unique_ptr<CurlHttpClient> http;
  std::unique_ptr<AwsAccess> access;
};

// By the environment and the settings; `queue_url` tells the region where
// nothing else does. Asks nobody yet.
absl::StatusOr<AwsParts> OpenAws(const IngestConfig& config,
                                 const std::string& queue_url);

}  // namespace farcall
