// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "scoring/counts/histogram.h"
#include "scoring/counts/value_count.h"

// The hours in which an entity was seen, of histograms that count by hours.
// Each hour is kept for kPeriodsKept periods before the newest event: for at
// least 165 days.

namespace farcall {

// Hours of Unix time (seconds / kSlotSeconds), ascending, each once.
using UnixHours = std::vector<int64_t>;

constexpr int64_t UnixHourOf(int64_t seconds) { return seconds / kSlotSeconds; }

// Both hours belong to it.
struct HourRange {
  int64_t first = 0;
  int64_t last = 0;

  bool Has(int64_t hour) const { return hour >= first && hour <= last; }
};

// The hours in which the value was seen.
UnixHours HoursOf(const ValueCount& value);
// The hours in which any value was seen.
UnixHours HoursOf(const Histogram& histogram);
// The same without those hours of one value. An hour in which another value was
// seen too stays.
UnixHours HoursWithout(std::string_view value, const HourRange& range,
                       const Histogram& histogram);

// The hours that are not in the range.
UnixHours Outside(const HourRange& range, UnixHours hours);

}  // namespace farcall
