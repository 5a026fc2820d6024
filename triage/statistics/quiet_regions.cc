// SPDX-License-Identifier: Apache-2.0
#include "triage/statistics/quiet_regions.h"

#include <algorithm>

#include "triage/statistics/active_hours.h"

namespace farcall {
namespace {

// Of the days before its last call; none if it is no regular source.
UnixHours RegularHours(const ValueCount& region) {
  UnixHours hours = HoursOf(region);
  if (hours.empty()) return hours;
  const int64_t first = hours.back() - kGapDays * kSlotsPerDay;
  std::erase_if(hours, [first](int64_t hour) { return hour < first; });
  if (hours.size() < kRegularHours) hours.clear();
  return hours;
}

int64_t LongestGapHours(const UnixHours& hours) {
  int64_t longest = 1;
  for (size_t i = 1; i < hours.size(); ++i) {
    longest = std::max(longest, hours[i] - hours[i - 1]);
  }
  return longest;
}

}  // namespace

RegionSilence SilenceOf(const Histogram& regions, int64_t at_seconds) {
  RegionSilence silence;
  for (const ValueCount& region : regions.values()) {
    const UnixHours hours = RegularHours(region);
    if (hours.empty()) continue;
    ++silence.regular;
    const int64_t gap_hours = LongestGapHours(hours);
    if (UnixHourOf(at_seconds) - hours.back() > kGapsUntilQuiet * gap_hours) {
      silence.quiet.push_back(
          {.region = region.value,
           .last_seen_seconds = region.last_seen_seconds,
           .longest_gap_seconds = gap_hours * kSlotSeconds});
    }
  }
  return silence;
}

}  // namespace farcall
