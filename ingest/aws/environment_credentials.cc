// SPDX-License-Identifier: Apache-2.0
#include "ingest/aws/environment_credentials.h"

#include <string>

#include "absl/status/status.h"

namespace farcall {

bool EnvironmentCredentials::IsConfigured(const AwsEnvironment& environment) {
  return !environment("AWS_ACCESS_KEY_ID").empty() ||
         !environment("AWS_SECRET_ACCESS_KEY").empty();
}

absl::StatusOr<AwsCredentials> EnvironmentCredentials::Fetch() {
  AwsCredentials credentials{
      .access_key_id = environment_("AWS_ACCESS_KEY_ID"),
      .secret_access_key = environment_("AWS_SECRET_ACCESS_KEY"),
      .session_token = environment_("AWS_SESSION_TOKEN")};
  if (credentials.access_key_id.empty() ||
      credentials.secret_access_key.empty()) {
    return absl::FailedPreconditionError(
        "environment: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY must both be "
        "set");
  }
  const std::string expiration = environment_("AWS_CREDENTIAL_EXPIRATION");
  std::string error;
  if (!expiration.empty() &&
      !absl::ParseTime(absl::RFC3339_full, expiration, &credentials.expiration,
                       &error)) {
    return absl::FailedPreconditionError(
        "environment: AWS_CREDENTIAL_EXPIRATION is no time as "
        "2026-11-30T12:00:00Z");
  }
  return credentials;
}

}  // namespace farcall
