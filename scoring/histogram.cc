// SPDX-License-Identifier: Apache-2.0
#include "scoring/histogram.h"

#include <algorithm>
#include <iterator>
#include <ranges>
#include <utility>

#include "absl/container/inlined_vector.h"

namespace farcall {
namespace {

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

const ValueCount* Histogram::Find(std::string_view value) const {
  return FindIn(values_, value);
}

void Histogram::Edit(absl::FunctionRef<void(std::vector<ValueCount>&)> change) {
  change(values_);
  DropEmpty();
  ForgetBefore(newest_period_ - kPeriodsKept + 1);
  while (values_.size() > kValuesMax) MakeRoom();
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
    days += CountDays(count.slots);
  }
  return days;
}

}  // namespace farcall
