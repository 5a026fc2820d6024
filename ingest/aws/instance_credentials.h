// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "ingest/aws/credentials.h"
#include "ingest/aws/environment.h"
#include "ingest/web/http_client.h"

namespace farcall {

// The role of an instance of EC2, by version 2 of its metadata service:
// AWS_EC2_METADATA_SERVICE_ENDPOINT, AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE.
class InstanceCredentials : public CredentialsProvider {
 public:
  // False with AWS_EC2_METADATA_DISABLED=true.
  static bool IsAllowed(const AwsEnvironment& environment);

  // `http` must outlive it.
  InstanceCredentials(const AwsEnvironment& environment, HttpClient& http);

  absl::StatusOr<AwsCredentials> Fetch() override;
  std::string_view name() const override { return "instance metadata"; }

 private:
  absl::StatusOr<std::string> Token();
  absl::StatusOr<std::string> Get(const std::string& path,
                                  const std::string& token);
  absl::StatusOr<std::string> Send(HttpRequest request,
                                   const std::string& path);

  const std::string endpoint_;
  HttpClient& http_;
};

}  // namespace farcall
