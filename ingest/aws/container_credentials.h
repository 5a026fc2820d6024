// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "ingest/aws/credentials.h"
#include "ingest/aws/environment.h"
#include "ingest/web/http_client.h"

namespace farcall {

// The role of a task of ECS or of a pod (EKS Pod Identity):
// AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or AWS_CONTAINER_CREDENTIALS_FULL_URI,
// with AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE, which is read each time, or
// AWS_CONTAINER_AUTHORIZATION_TOKEN.
class ContainerCredentials : public CredentialsProvider {
 public:
  static bool IsConfigured(const AwsEnvironment& environment);

  // `http` must outlive it.
  ContainerCredentials(AwsEnvironment environment, HttpClient& http)
      : environment_(std::move(environment)), http_(http) {}

  absl::StatusOr<AwsCredentials> Fetch() override;
  std::string_view name() const override { return "container"; }

 private:
  absl::StatusOr<std::string> Url() const;
  absl::StatusOr<std::string> Token() const;

  const AwsEnvironment environment_;
  HttpClient& http_;
};

// Whether credentials may be asked for at `url`: any host by https; by http
// this machine (127.0.0.0/8, [::1], localhost), and those of ECS
// (169.254.170.2) and EKS (169.254.170.23, [fd00:ec2::23]).
bool IsCredentialsUrl(std::string_view url);

}  // namespace farcall
