// SPDX-License-Identifier: Apache-2.0
#include "scoring/records/day_alerts.h"

#include <algorithm>

namespace farcall {
namespace {

// All origins beyond those that there is room for.
constexpr std::string_view kOtherOrigins = "@others";

// What an alert from `origin` is kept by.
std::string_view KeptAs(const Histogram& origins, std::string_view origin) {
  const bool has_room = origins.values().size() + 1 < kValuesMax ||
                        origins.Find(origin) != nullptr;
  return has_room ? origin : kOtherOrigins;
}

}  // namespace

bool DayAlerts::MayRaise(std::string_view origin, int64_t at_seconds,
                         AlertsOf which) const {
  if (origins_.IsTooOld(at_seconds)) return false;
  const ValueCount* raised = origins_.Find(KeptAs(origins_, origin));
  if (raised == nullptr) return true;
  const int64_t day = DayOf(at_seconds) * kDaySeconds;
  if (which == AlertsOf::kDay) {
    return !WasSeenWithin(*raised, day, day + kDaySeconds);
  }
  const int64_t hour = at_seconds - at_seconds % kSlotSeconds;
  const auto later_in_hour = [&](int64_t seconds) {
    return seconds > at_seconds && seconds < hour + kSlotSeconds;
  };
  const bool in_hour = WasSeenWithin(*raised, hour, hour + kSlotSeconds) &&
                       !later_in_hour(raised->first_seen_seconds) &&
                       !later_in_hour(raised->last_seen_seconds);
  return !in_hour && !WasSeenWithin(*raised, day, hour);
}

bool DayAlerts::RaisedOn(int64_t day) const {
  return std::ranges::any_of(origins_.values(), [&](const ValueCount& origin) {
    return WasSeenWithin(origin, day * kDaySeconds, (day + 1) * kDaySeconds);
  });
}

void DayAlerts::Note(std::string_view origin, int64_t at_seconds) {
  origins_.Count(KeptAs(origins_, origin), at_seconds);
}

}  // namespace farcall
