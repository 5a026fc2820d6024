// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "ingest/aws/credentials.h"
#include "ingest/aws/endpoint.h"
#include "ingest/aws/environment.h"
#include "ingest/web/http_client.h"

namespace farcall {

// A role for a token that Kubernetes writes into a file (IAM roles for service
// accounts): AWS_ROLE_ARN, AWS_WEB_IDENTITY_TOKEN_FILE, AWS_ROLE_SESSION_NAME.
// Calls AssumeRoleWithWebIdentity of STS, which needs no signature.
class WebIdentityCredentials : public CredentialsProvider {
 public:
  static bool IsConfigured(const AwsEnvironment& environment);

  // `http` must outlive it.
  WebIdentityCredentials(AwsEnvironment environment, Endpoint sts,
                         HttpClient& http);

  absl::StatusOr<AwsCredentials> Fetch() override;
  std::string_view name() const override { return "web identity"; }

 private:
  absl::StatusOr<std::string> RequestBody() const;

  const AwsEnvironment environment_;
  const Endpoint sts_;
  HttpClient& http_;
};

}  // namespace farcall
