// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace farcall {

// Unix seconds of an ISO 8601 time: `2026-01-02T03:04:05Z`, with another offset
// (`+01:00`), without seconds, or a date alone, which is its midnight in UTC.
// Nothing if it is none, or before 1970.
std::optional<int64_t> ParseInstant(const std::string& text);

}  // namespace farcall
