// SPDX-License-Identifier: Apache-2.0
#include "scoring/histogram.h"

#include <algorithm>
#include <iterator>
#include <ranges>
#include <utility>

#include "absl/container/inlined_vector.h"

namespace farcall {
namespace {

PeriodCount& FindOrAddPeriod(std::vector<PeriodCount>& periods,
                             int64_t period) {
  auto it = std::lower_bound(periods.begin(), periods.end(), period,
                             [](const PeriodCount& count, int64_t wanted) {
                               return count.period < wanted;
                             });
  if (it == periods.end() || it->period != period) {
    it = periods.insert(it, PeriodCount{.period = period});
  }
  return *it;
}

// The day of the period that `slot` lies in, as a set of slots.
PeriodCount::Slots DayOf(size_t slot) {
  static const PeriodCount::Slots kFirstDay((uint64_t{1} << kSlotsPerDay) - 1);
  return kFirstDay << (slot - slot % kSlotsPerDay);
}

uint64_t CountDays(const PeriodCount::Slots& slots) {
  uint64_t days = 0;
  for (size_t first = 0; first < slots.size(); first += kSlotsPerDay) {
    days += (slots & DayOf(first)).any() ? 1 : 0;
  }
  return days;
}

// Of `calls` the part that belongs to `part` of `whole` observations, without
// the product that might not fit.
uint64_t Share(uint64_t calls, uint64_t part, uint64_t whole) {
  return calls / whole * part + calls % whole * part / whole;
}

// The slots of `period` from one moment to before another.
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

// Whether peers observe a place that was called from in these hours: they learn
// nothing from a visit of one day.
bool IsGivenToPeers(const PeriodCount::Slots& slots) {
  return CountDays(slots) >= 2;
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

template <typename Values>
auto LowerBound(Values& values, std::string_view value) {
  return std::lower_bound(values.begin(), values.end(), value,
                          [](const ValueCount& count, std::string_view wanted) {
                            return count.value < wanted;
                          });
}

// The value with this name; nullptr if it is not there.
template <typename Values>
auto FindIn(Values& values, std::string_view value) {
  const auto it = LowerBound(values, value);
  return it != values.end() && it->value == value ? &*it : nullptr;
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

Histogram::News Histogram::Count(std::string_view value,
                                 int64_t event_time_seconds) {
  const auto [counted, count] = Take(value, event_time_seconds);
  if (count == nullptr) return News::kCall;
  const auto slot =
      static_cast<size_t>(event_time_seconds % kPeriodSeconds / kSlotSeconds);
  if (count->slots.test(slot)) return News::kCall;
  const bool was_given = IsGivenToPeers(count->slots);
  const bool new_period = count->slots.none();
  count->slots.set(slot);
  Observe(*count);
  MarkUnstored(*counted, {.from_period = count->period, .slots = true});
  if (new_period) return News::kPeriod;
  return IsGivenToPeers(count->slots) && !was_given ? News::kSecondDay
                                                    : News::kHour;
}

void Histogram::CountAs(As as, std::string_view value,
                        int64_t event_time_seconds) {
  PeriodCount* count = Take(value, event_time_seconds).count;
  if (count != nullptr && as == As::kObservation) Observe(*count);
}

void Histogram::Observe(PeriodCount& count) {
  ++count.observations;
  ++sums_.observations;
  ++changes_;
}

void Histogram::MarkUnstored(const ValueCount& value, Unstored what) {
  all_stored_ = false;
  if (to_store_whole_) return;
  Unstored& mark = unstored_[static_cast<size_t>(&value - values_.data())];
  mark.any = true;
  mark.from_period = std::min(mark.from_period, what.from_period);
  mark.slots |= what.slots;
}

void Histogram::MarkStored() {
  if (all_stored_) return;
  all_stored_ = true;
  to_store_whole_ = false;
  unstored_.assign(values_.size(), {});
}

void Histogram::TakeUp(std::vector<ValueCount> changes) {
  for (ValueCount& change : changes) {
    auto it = LowerBound(values_, change.value);
    if (it == values_.end() || it->value != change.value) {
      it = values_.insert(it, {.value = change.value});
    }
    for (const PeriodCount& changed : change.periods) {
      PeriodCount& count = FindOrAddPeriod(it->periods, changed.period);
      const PeriodCount::Slots before = count.slots;
      count = changed;
      if (changed.slots.none()) count.slots = before;
    }
    change.periods = std::move(it->periods);
    *it = std::move(change);
  }
  *this = FromValues(std::move(values_));
}

bool Histogram::IsTooOld(int64_t event_time_seconds) const {
  return event_time_seconds / kPeriodSeconds <= newest_period_ - kPeriodsKept;
}

Histogram::Taken Histogram::Take(std::string_view value,
                                 int64_t event_time_seconds) {
  if (IsTooOld(event_time_seconds)) return {};
  const int64_t period = event_time_seconds / kPeriodSeconds;
  if (period > newest_period_) {
    newest_period_ = period;
    ForgetBefore(period - kPeriodsKept + 1);
  }

  ValueCount& count_of =
      FindOrAdd(value, {event_time_seconds, event_time_seconds});
  PeriodCount& count = FindOrAddPeriod(count_of.periods, period);
  ++count.calls;
  ++sums_.calls;
  MarkUnstored(count_of, {.from_period = period});
  return {&count_of, &count};
}

ValueCount& Histogram::FindOrAdd(std::string_view value) {
  auto it = LowerBound(values_, value);
  if (it != values_.end() && it->value == value) return *it;
  if (values_.size() >= kValuesMax) {
    MakeRoom();
    it = LowerBound(values_, value);
  }
  if (!to_store_whole_) {
    unstored_.insert(unstored_.begin() + (it - values_.begin()), Unstored{});
  }
  ++changes_;
  return *values_.insert(it, {.value = std::string(value)});
}

ValueCount& Histogram::FindOrAdd(std::string_view value, Seen seen) {
  ValueCount& found = FindOrAdd(value);
  if (!found.seen()) {
    found.first_seen_seconds = seen.first_seconds;
    found.last_seen_seconds = seen.last_seconds;
    ++changes_;
  }
  if (seen.first_seconds < found.first_seen_seconds) {
    found.first_seen_seconds = seen.first_seconds;
    ++changes_;
  }
  found.last_seen_seconds =
      std::max(found.last_seen_seconds, seen.last_seconds);
  if (sums_.calls == 0) sums_.seen = seen;
  sums_.seen.first_seconds =
      std::min(sums_.seen.first_seconds, seen.first_seconds);
  sums_.seen.last_seconds =
      std::max(sums_.seen.last_seconds, seen.last_seconds);
  return found;
}

void Histogram::Note(std::string_view value, uint32_t centibits) {
  ValueCount* found = FindIn(values_, value);
  if (found == nullptr || found->peak_centibits >= centibits) return;
  found->peak_centibits = centibits;
  MarkUnstored(*found, {});
  ++changes_;
}

void Histogram::Judge(std::string_view value, const Judgement& judgement) {
  if (judgement.verdict == Verdict::kNone && Find(value) == nullptr) return;
  ValueCount& judged = FindOrAdd(value);
  judged.judgement = judgement;
  MarkUnstored(judged, {});
  ++changes_;
  if (judgement.verdict == Verdict::kNone) DropUnkept();
}

bool Histogram::TakesVerdict(std::string_view value) const {
  const auto has_one = [](const ValueCount& other) {
    return other.judgement.verdict != Verdict::kNone;
  };
  const ValueCount* found = Find(value);
  return (found != nullptr && has_one(*found)) ||
         static_cast<size_t>(std::ranges::count_if(values_, has_one)) <
             kVerdictsMax;
}

void Histogram::KeepRecent(int64_t since_seconds, size_t values_max) {
  const size_t dropped =
      std::erase_if(values_, [since_seconds](const ValueCount& value) {
        return value.last_seen_seconds < since_seconds;
      });
  if (dropped > 0) SumUp();
  while (values_.size() > values_max) MakeRoom();
}

size_t Histogram::Drop(absl::FunctionRef<bool(const ValueCount&)> which) {
  const size_t dropped = std::erase_if(values_, which);
  if (dropped > 0) DropEmpty();
  return dropped;
}

void Histogram::Subtract(std::string_view value,
                         std::span<const PeriodCount> counts) {
  ValueCount* found = FindIn(values_, value);
  if (found == nullptr) return;
  for (PeriodCount& period : found->periods) {
    const auto taken =
        std::ranges::find(counts, period.period, &PeriodCount::period);
    if (taken == counts.end()) continue;
    period.observations -= std::min(period.observations, taken->observations);
    period.calls -= std::min(period.calls - period.observations, taken->calls);
  }
  DropEmpty();
}

void Histogram::Add(std::string_view value, std::span<const PeriodCount> counts,
                    Seen seen) {
  const auto left_out = [this](const PeriodCount& added) {
    return added.calls == 0 || added.period <= newest_period_ - kPeriodsKept;
  };
  if (std::ranges::all_of(counts, left_out)) return;
  ValueCount& count = FindOrAdd(value, seen);
  for (const PeriodCount& added : counts) {
    if (left_out(added)) continue;
    PeriodCount& period = FindOrAddPeriod(count.periods, added.period);
    period.observations += added.observations;
    period.calls += std::max(added.calls, added.observations);
  }
  DropEmpty();
  ForgetBefore(newest_period_ - kPeriodsKept + 1);
}

std::vector<Histogram::Forgotten> Histogram::ForgetHours(int64_t from_seconds,
                                                         int64_t to_seconds) {
  std::vector<Forgotten> all;
  for (ValueCount& value : values_) {
    Forgotten forgotten{.value = value.value,
                        .verdict = value.judgement.verdict};
    for (PeriodCount& count : value.periods) {
      if ((count.period + 1) * kPeriodSeconds <= from_seconds ||
          count.period * kPeriodSeconds >= to_seconds) {
        continue;
      }
      const uint64_t observations = count.observations;
      forgotten.given.push_back(ForgetHoursOf(count, from_seconds, to_seconds));
      forgotten.observations += observations - count.observations;
    }
    std::erase_if(value.periods,
                  [](const PeriodCount& count) { return count.calls == 0; });
    if (value.seen()) TightenSeen(value, from_seconds, to_seconds);
    if (!forgotten.given.empty()) all.push_back(std::move(forgotten));
  }
  DropEmpty();
  return all;
}

const ValueCount* Histogram::Find(std::string_view value) const {
  return FindIn(values_, value);
}

void Histogram::SumUp() {
  ++changes_;
  all_stored_ = false;
  to_store_whole_ = true;
  sums_ = {};
  Seen& seen = sums_.seen;
  for (const ValueCount& value : values_) {
    if (!value.seen()) continue;
    seen.first_seconds = sums_.calls == 0 ? value.first_seen_seconds
                                          : std::min(seen.first_seconds,
                                                     value.first_seen_seconds);
    seen.last_seconds = std::max(seen.last_seconds, value.last_seen_seconds);
    sums_.calls += value.calls();
    sums_.observations += value.observations();
  }
}

Histogram Histogram::FromValues(std::vector<ValueCount> values) {
  Histogram histogram;
  histogram.values_ = std::move(values);
  for (const ValueCount& value : histogram.values_) {
    if (value.seen()) {
      histogram.newest_period_ =
          std::max(histogram.newest_period_, value.periods.back().period);
    }
  }
  histogram.SumUp();
  return histogram;
}

void Histogram::ForgetBefore(int64_t period) {
  for (ValueCount& value : values_) {
    std::erase_if(value.periods, [period](const PeriodCount& count) {
      return count.period < period;
    });
  }
  DropUnkept();
}

void Histogram::DropEmpty() {
  newest_period_ = 0;
  for (ValueCount& value : values_) {
    std::erase_if(value.periods,
                  [](const PeriodCount& count) { return count.calls == 0; });
    if (value.seen()) {
      newest_period_ = std::max(newest_period_, value.periods.back().period);
    }
  }
  DropUnkept();
}

void Histogram::DropUnkept() {
  const int64_t oldest_seconds =
      (newest_period_ - kPeriodsKept + 1) * kPeriodSeconds;
  for (ValueCount& value : values_) {
    if (value.seen()) continue;
    value = {.value = std::move(value.value), .judgement = value.judgement};
  }
  std::erase_if(values_, [oldest_seconds](const ValueCount& value) {
    return !value.seen() &&
           value.judgement.At(oldest_seconds) == Verdict::kNone;
  });
  SumUp();
}

void Histogram::MakeRoom() {
  const auto rank = [now_seconds =
                         sums_.seen.last_seconds](const ValueCount& value) {
    return std::pair(value.judgement.At(now_seconds) != Verdict::kNone,
                     value.last_seen_seconds);
  };
  values_.erase(std::ranges::min_element(values_, {}, rank));
  SumUp();
}

std::vector<PeriodCount> GivenToPeers(const ValueCount& value) {
  std::vector<PeriodCount> given;
  given.reserve(value.periods.size());
  for (const PeriodCount& count : value.periods) {
    given.push_back(GivenToPeers(count));
  }
  return given;
}

int64_t DaysSeen(const Histogram& histogram) {
  absl::InlinedVector<PeriodCount, kPeriodsKept> hours;
  for (const ValueCount& value : histogram.values()) {
    for (const PeriodCount& count : value.periods) {
      const auto known =
          std::ranges::find(hours, count.period, &PeriodCount::period);
      if (known == hours.end()) {
        hours.push_back(count);
      } else {
        known->slots |= count.slots;
      }
    }
  }
  int64_t days = 0;
  for (const PeriodCount& count : hours) {
    days += static_cast<int64_t>(CountDays(count.slots));
  }
  return days;
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
