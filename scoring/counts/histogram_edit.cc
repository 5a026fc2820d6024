// SPDX-License-Identifier: Apache-2.0
#include "scoring/counts/histogram_edit.h"

#include <algorithm>
#include <utility>

namespace farcall {
namespace {

// Of `calls` the part that belongs to `part` of `whole` observations, without
// the product that might not fit.
uint64_t Share(uint64_t calls, uint64_t part, uint64_t whole) {
  return calls / whole * part + calls % whole * part / whole;
}

PeriodCount GivenToPeers(const PeriodCount& count) {
  return {.period = count.period,
          .observations = IsGivenToPeers(count.slots) ? 1U : 0U,
          .calls = count.calls};
}

// Takes the hours out of one period. What went of what peers were given.
PeriodCount ForgetHoursOf(PeriodCount& count, int64_t from_seconds,
                          int64_t to_seconds) {
  const int64_t start = count.period * kPeriodSeconds;
  const PeriodCount before = count;
  count.slots &= ~SlotsBetween(count.period, from_seconds, to_seconds);
  if (from_seconds <= start && to_seconds >= start + kPeriodSeconds) {
    count.observations = 0;
    count.calls = 0;
  } else if (before.slots != count.slots) {
    count.observations = count.slots.count();
    count.calls =
        std::max(count.observations,
                 Share(before.calls, count.observations, before.observations));
  }
  PeriodCount gone = GivenToPeers(before);
  const PeriodCount left = GivenToPeers(count);
  gone.observations -= left.observations;
  gone.calls -= left.calls;
  return gone;
}

int64_t FirstSecondOf(const PeriodCount& count) {
  size_t slot = 0;
  while (slot + 1 < count.slots.size() && !count.slots[slot]) ++slot;
  return count.period * kPeriodSeconds +
         (count.slots.none() ? 0 : static_cast<int64_t>(slot) * kSlotSeconds);
}

int64_t LastSecondOf(const PeriodCount& count) {
  size_t slot = count.slots.size() - 1;
  while (slot > 0 && !count.slots[slot]) --slot;
  return count.period * kPeriodSeconds - 1 +
         (count.slots.none() ? kPeriodSeconds
                             : (static_cast<int64_t>(slot) + 1) * kSlotSeconds);
}

// Moves first and last seen out of the hours that were forgotten, as near as is
// known.
void TightenSeen(ValueCount& value, int64_t from_seconds, int64_t to_seconds) {
  const auto forgotten = [&](int64_t seconds) {
    return seconds >= from_seconds && seconds < to_seconds;
  };
  const int64_t first = value.first_seen_seconds;
  const int64_t last = value.last_seen_seconds;
  if (forgotten(first)) {
    value.first_seen_seconds =
        std::min(last, std::max(first, FirstSecondOf(value.periods.front())));
  }
  if (forgotten(last)) {
    value.last_seen_seconds =
        std::max(value.first_seen_seconds,
                 std::min(last, LastSecondOf(value.periods.back())));
  }
}

ValueCount& FindOrAdd(std::string_view value, SeenTimes seen,
                      std::vector<ValueCount>& values) {
  auto it = std::ranges::lower_bound(values, value, {}, &ValueCount::value);
  if (it == values.end() || it->value != value) {
    it = values.insert(it, {.value = std::string(value)});
  }
  if (!it->seen()) {
    it->first_seen_seconds = seen.first_seconds;
    it->last_seen_seconds = seen.last_seconds;
  }
  it->first_seen_seconds = std::min(it->first_seen_seconds, seen.first_seconds);
  it->last_seen_seconds = std::max(it->last_seen_seconds, seen.last_seconds);
  return *it;
}

}  // namespace

std::vector<PeriodCount> GivenToPeers(const ValueCount& value) {
  std::vector<PeriodCount> given;
  given.reserve(value.periods.size());
  for (const PeriodCount& count : value.periods) {
    given.push_back(GivenToPeers(count));
  }
  return given;
}

void Subtract(std::string_view value, std::span<const PeriodCount> counts,
              Histogram& histogram) {
  if (histogram.Find(value) == nullptr) return;
  histogram.Edit([&](std::vector<ValueCount>& values) {
    ValueCount& found =
        *std::ranges::lower_bound(values, value, {}, &ValueCount::value);
    for (PeriodCount& period : found.periods) {
      const auto taken =
          std::ranges::find(counts, period.period, &PeriodCount::period);
      if (taken == counts.end()) continue;
      period.observations -= std::min(period.observations, taken->observations);
      period.calls -=
          std::min(period.calls - period.observations, taken->calls);
    }
  });
}

void Add(std::string_view value, std::span<const PeriodCount> counts,
         SeenTimes seen, Histogram& histogram) {
  const auto left_out = [&histogram](const PeriodCount& added) {
    return added.calls == 0 ||
           histogram.IsTooOld(added.period * kPeriodSeconds);
  };
  if (std::ranges::all_of(counts, left_out)) return;
  histogram.Edit([&](std::vector<ValueCount>& values) {
    ValueCount& count = FindOrAdd(value, seen, values);
    for (const PeriodCount& added : counts) {
      if (left_out(added)) continue;
      PeriodCount& period = FindOrAddPeriod(count.periods, added.period);
      period.observations += added.observations;
      period.calls += std::max(added.calls, added.observations);
    }
  });
}

std::vector<ForgottenValue> ForgetHours(int64_t from_seconds,
                                        int64_t to_seconds,
                                        Histogram& histogram) {
  std::vector<ForgottenValue> all;
  histogram.Edit([&](std::vector<ValueCount>& values) {
    for (ValueCount& value : values) {
      ForgottenValue forgotten{.value = value.value,
                               .verdict = value.judgement.verdict};
      for (PeriodCount& count : value.periods) {
        if ((count.period + 1) * kPeriodSeconds <= from_seconds ||
            count.period * kPeriodSeconds >= to_seconds) {
          continue;
        }
        const uint64_t observations = count.observations;
        forgotten.given.push_back(
            ForgetHoursOf(count, from_seconds, to_seconds));
        forgotten.observations += observations - count.observations;
      }
      EraseIf(value.periods,
              [](const PeriodCount& count) { return count.calls == 0; });
      if (value.seen()) TightenSeen(value, from_seconds, to_seconds);
      if (!forgotten.given.empty()) all.push_back(std::move(forgotten));
    }
  });
  return all;
}

}  // namespace farcall
