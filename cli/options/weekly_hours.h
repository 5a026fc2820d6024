// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace farcall {

// Hours of the week (UTC) of a text such as `mon-fri:20-24,sat`: for each day a
// begin and an end, counted from Monday 00:00, as v1::Exemption has them. A day
// without hours is a whole day. Nothing if the text is none.
std::optional<std::vector<int32_t>> ParseWeeklyHours(const std::string& text);

// Seconds of a text such as `90m`, `12h`, `2d` or `1w`; nothing if it is none,
// or longer than a year.
std::optional<int64_t> ParseSpan(const std::string& text);

}  // namespace farcall
