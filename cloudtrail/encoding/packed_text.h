// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace farcall {

// The JSON that `text` is as base64, or as base64 of gzip data: what Kinesis,
// Firehose, CloudWatch Logs subscriptions and Pub/Sub deliver. Nothing if it is
// anything else, or if more than `bytes_max` bytes, or more than 100 times its
// own size, would come of it.
std::optional<std::string> UnpackText(std::string_view text,
                                      uint64_t bytes_max);

}  // namespace farcall
