// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace farcall {

// The CloudWatch Logs message that a subscription packs, base64 and gzip, into
// `{"awslogs":{"data":"..."}}`. Nothing if `json` is anything else, or more
// than `bytes_max` would come of it.
std::optional<std::string> UnpackAwsLogs(std::string_view json,
                                         uint64_t bytes_max);

}  // namespace farcall
