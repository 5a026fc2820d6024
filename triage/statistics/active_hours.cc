// SPDX-License-Identifier: Apache-2.0
#include "triage/statistics/active_hours.h"

#include <utility>

namespace farcall {
namespace {

UnixHours HoursOf(const PeriodCounts& periods) {
  UnixHours hours;
  for (const PeriodCount& count : periods) {
    for (size_t slot = count.slots._Find_first(); slot < count.slots.size();
         slot = count.slots._Find_next(slot)) {
      hours.push_back(count.period * kSlotsPerPeriod +
                      static_cast<int64_t>(slot));
    }
  }
  return hours;
}

void AddSlots(const PeriodCount& count, const PeriodCount::Slots& slots,
              PeriodCounts& to) {
  FindOrAddPeriod(to, count.period).slots |= slots;
}

}  // namespace

UnixHours HoursOf(const ValueCount& value) { return HoursOf(value.periods); }

UnixHours HoursOf(const Histogram& histogram) {
  PeriodCounts seen;
  for (const ValueCount& value : histogram.values()) {
    for (const PeriodCount& count : value.periods) {
      AddSlots(count, count.slots, seen);
    }
  }
  return HoursOf(seen);
}

UnixHours HoursWithout(std::string_view value, const HourRange& range,
                       const Histogram& histogram) {
  PeriodCounts seen;
  for (const ValueCount& other : histogram.values()) {
    for (const PeriodCount& count : other.periods) {
      PeriodCount::Slots slots = count.slots;
      if (other.value == value) {
        slots &= ~SlotsBetween(count.period, range.first * kSlotSeconds,
                               (range.last + 1) * kSlotSeconds);
      }
      AddSlots(count, slots, seen);
    }
  }
  return HoursOf(seen);
}

UnixHours Outside(const HourRange& range, UnixHours hours) {
  std::erase_if(hours, [&](int64_t hour) { return range.Has(hour); });
  return hours;
}

}  // namespace farcall
