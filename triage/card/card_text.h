// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "scoring/records/attribute.h"

// How sections of a card write names, numbers and times. Counts with a noun are
// Count() of text/count.h.

namespace farcall {

// The name that people use for a principal (ShownPrincipal), safe to show.
std::string NameOfPrincipal(std::string_view key);

// A value of an attribute in words (AppendValue), safe to show: `VN`, "a
// private address", `ec2:RunInstances`.
std::string NameOfValue(Attribute attribute, std::string_view value);

// "is" of one, "are" of others.
std::string_view IsOrAre(uint64_t number);

// A share of 0 to 1 in percent: "98 %"; "<1 %" and ">99 %" of what would round
// to none or all.
std::string Percent(double share);

// Seconds are Unix time, and what is shown is UTC.
std::string Date(int64_t seconds);     // "2026-11-28"
std::string TimeUtc(int64_t seconds);  // "2026-11-28 20:45 UTC"
std::string HourUtc(size_t hour);      // "07:00", of the day
// "07:00 to 16:59 UTC": whole hours of the day, both included.
std::string HoursUtc(size_t first, size_t last);
std::string Span(int64_t seconds);         // "20 days", "6 hours"
std::string_view WeekdayName(size_t day);  // 0 = "Monday"

// "a", "a and b", "a, b and c".
std::string Listed(std::span<const std::string> texts);

}  // namespace farcall
