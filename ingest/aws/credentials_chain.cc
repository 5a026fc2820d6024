// SPDX-License-Identifier: Apache-2.0
#include "ingest/aws/credentials_chain.h"

#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "ingest/aws/container_credentials.h"
#include "ingest/aws/endpoint.h"
#include "ingest/aws/environment_credentials.h"
#include "ingest/aws/instance_credentials.h"
#include "ingest/aws/web_identity_credentials.h"

namespace farcall {
namespace {

absl::StatusOr<Endpoint> StsEndpoint(const AwsEnvironment& environment,
                                     const std::string& region) {
  absl::StatusOr<std::optional<Endpoint>> set =
      EndpointOverride(environment, "STS");
  if (!set.ok()) return set.status();
  if (*set) return **std::move(set);
  return RegionalEndpoint("sts", region);
}

}  // namespace

absl::StatusOr<std::unique_ptr<CredentialsProvider>> ChooseCredentials(
    const AwsEnvironment& environment, const std::string& region,
    HttpClient& http) {
  if (EnvironmentCredentials::IsConfigured(environment)) {
    return std::make_unique<EnvironmentCredentials>(environment);
  }
  if (WebIdentityCredentials::IsConfigured(environment)) {
    absl::StatusOr<Endpoint> sts = StsEndpoint(environment, region);
    if (!sts.ok()) return sts.status();
    return std::make_unique<WebIdentityCredentials>(environment,
                                                    *std::move(sts), http);
  }
  if (ContainerCredentials::IsConfigured(environment)) {
    return std::make_unique<ContainerCredentials>(environment, http);
  }
  if (InstanceCredentials::IsAllowed(environment)) {
    return std::make_unique<InstanceCredentials>(environment, http);
  }
  return absl::FailedPreconditionError(
      "no credentials of AWS: neither keys, nor a web identity, nor a "
      "container's role are set, and AWS_EC2_METADATA_DISABLED is true");
}

}  // namespace farcall
