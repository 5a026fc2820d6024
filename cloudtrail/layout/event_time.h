// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace farcall {

// Unix time, in seconds, of one of:
// - an ISO 8601 date and time, extended (`2026-01-02T03:04:05`) or basic
//   (`20260102T030405`): `T` or a space between them, 0 to 9 digits of a
//   second's fraction (dropped), then `Z`, `UTC`, `GMT`, an offset (`+11:00`,
//   `+1100`, `+11`) or nothing, which means UTC, with or without a blank before
//   it; a zone's name in brackets after it is passed over. Years 0000 to 9999.
// - Unix time in seconds (up to 11 digits), milliseconds (12 to 14),
//   microseconds (15 to 17) or nanoseconds (18 or 19), with or without a
//   fraction.
// Nothing if `text` is anything else.
std::optional<int64_t> ParseEventTime(std::string_view text);

}  // namespace farcall
