// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "ingest/aws/credentials.h"
#include "ingest/aws/environment.h"

namespace farcall {

// AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, and
// AWS_CREDENTIAL_EXPIRATION (RFC 3339) where it is set.
class EnvironmentCredentials : public CredentialsProvider {
 public:
  static bool IsConfigured(const AwsEnvironment& environment);

  explicit EnvironmentCredentials(AwsEnvironment environment)
      : environment_(std::move(environment)) {}

  absl::StatusOr<AwsCredentials> Fetch() override;
  std::string_view name() const override { return "environment"; }

 private:
  const AwsEnvironment environment_;
};

}  // namespace farcall
