// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "ingest/aws/credentials.h"

namespace farcall {

// Credentials in the JSON that containers and instances are given:
// {"AccessKeyId","SecretAccessKey","Token","Expiration"}, and {"Code"} of
// instances. UNAVAILABLE names `provider` and the field that is wrong.
absl::StatusOr<AwsCredentials> ReadRoleAnswer(std::string_view provider,
                                              const std::string& json);

}  // namespace farcall
