// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "ingest/aws/credentials.h"
#include "ingest/aws/environment.h"
#include "ingest/web/http_client.h"

namespace farcall {

// The first provider that the environment configures: environment, web
// identity, container, instance metadata. Only that one is asked: were its
// error an end of its own, a pod would go on with the rights of its node.
// `region` is where STS is asked. `http` must outlive the provider.
// FAILED_PRECONDITION if none is left, INVALID_ARGUMENT for a wrong endpoint.
absl::StatusOr<std::unique_ptr<CredentialsProvider>> ChooseCredentials(
    const AwsEnvironment& environment, const std::string& region,
    HttpClient& http);

}  // namespace farcall
