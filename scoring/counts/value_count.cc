// SPDX-License-Identifier: Apache-2.0
#include "scoring/counts/value_count.h"

#include <algorithm>
#include <ranges>

namespace farcall {
namespace {

// The first slot that is set on a later day than that of `slot`; the size of
// the set if there is none.
size_t FirstOfLaterDay(const PeriodCount::Slots& slots, size_t slot) {
  return slots._Find_next(slot - slot % kSlotsPerDay + kSlotsPerDay - 1);
}

}  // namespace

uint64_t ValueCount::calls() const {
  uint64_t sum = 0;
  for (const PeriodCount& period : periods) sum += period.calls;
  return sum;
}

uint64_t ValueCount::observations() const {
  uint64_t sum = 0;
  for (const PeriodCount& period : periods) sum += period.observations;
  return sum;
}

PeriodCount& FindOrAddPeriod(PeriodCounts& periods, int64_t period) {
  // Most calls are of the newest period.
  if (periods.empty() || periods.back().period < period) {
    return periods.emplace_back(PeriodCount{.period = period});
  }
  if (periods.back().period == period) return periods.back();
  auto it = std::lower_bound(periods.begin(), periods.end(), period,
                             [](const PeriodCount& count, int64_t wanted) {
                               return count.period < wanted;
                             });
  if (it == periods.end() || it->period != period) {
    it = periods.insert(it, PeriodCount{.period = period});
  }
  return *it;
}

PeriodCount::Slots SlotsBetween(int64_t period, int64_t from_seconds,
                                int64_t to_seconds) {
  PeriodCount::Slots slots;
  const int64_t start = period * kPeriodSeconds;
  const int64_t first =
      std::max<int64_t>(0, (from_seconds - start) / kSlotSeconds);
  const int64_t end =
      std::min(kSlotsPerPeriod, (to_seconds - start) / kSlotSeconds);
  for (int64_t slot = first; slot < end; ++slot) {
    slots.set(static_cast<size_t>(slot));
  }
  return slots;
}

int64_t CountDays(const PeriodCount::Slots& slots) {
  int64_t days = 0;
  for (size_t slot = slots._Find_first(); slot < slots.size();
       slot = FirstOfLaterDay(slots, slot)) {
    ++days;
  }
  return days;
}

bool IsGivenToPeers(const PeriodCount::Slots& slots) {
  const size_t first = slots._Find_first();
  return first < slots.size() && FirstOfLaterDay(slots, first) < slots.size();
}

bool WasSeenWithin(const ValueCount& value, int64_t from_seconds,
                   int64_t to_seconds) {
  return std::ranges::any_of(value.periods, [&](const PeriodCount& count) {
    return (count.slots & SlotsBetween(count.period, from_seconds, to_seconds))
        .any();
  });
}

int64_t LastHourBy(const ValueCount& value, int64_t at_seconds,
                   int64_t hours_back) {
  const int64_t hour = at_seconds - at_seconds % kSlotSeconds;
  if (value.last_seen_seconds >= hour &&
      value.last_seen_seconds <= at_seconds) {
    return hour;
  }
  const int64_t earliest = hour - hours_back * kSlotSeconds;
  if (value.last_seen_seconds < earliest) return 0;
  for (const PeriodCount& count : std::views::reverse(value.periods)) {
    const int64_t start = count.period * kPeriodSeconds;
    const int64_t first = std::max<int64_t>(0, earliest - start) / kSlotSeconds;
    const int64_t end =
        std::min((hour - start) / kSlotSeconds, kSlotsPerPeriod);
    for (int64_t slot = end - 1; slot >= first; --slot) {
      if (count.slots[static_cast<size_t>(slot)]) {
        return start + slot * kSlotSeconds;
      }
    }
  }
  return 0;
}

}  // namespace farcall
