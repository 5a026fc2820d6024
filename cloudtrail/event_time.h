// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace farcall {

// Unix time, in seconds, of an ISO 8601 date and time: `T` or a space between
// them, 0 to 9 digits of a second's fraction (dropped), then `Z`, an offset
// (`+11:00`, `+1100`, `+11`) or nothing, which means UTC. Years 0000 to 9999.
// Nothing if `text` is anything else.
std::optional<int64_t> ParseEventTime(std::string_view text);

}  // namespace farcall
