// SPDX-License-Identifier: Apache-2.0
#include "scoring/counts/histogram.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <ranges>
#include <utility>

#include "absl/container/inlined_vector.h"
#include "scoring/counts/number_search.h"

namespace farcall {

const HistogramSums Histogram::kNoSums;

Histogram::News Histogram::Count(const HashedText& value,
                                 int64_t event_time_seconds) {
  const Taken taken = Take(value, event_time_seconds);
  PeriodCount* count = taken.count;
  if (count == nullptr) return News::kCall;
  const auto slot =
      static_cast<size_t>(event_time_seconds % kPeriodSeconds / kSlotSeconds);
  if (count->slots.test(slot)) return News::kCall;
  const bool was_given = IsGivenToPeers(count->slots);
  const bool new_period = count->slots.none();
  count->slots.set(slot);
  Observe(taken);
  if (new_period) return News::kPeriod;
  return IsGivenToPeers(count->slots) && !was_given ? News::kSecondDay
                                                    : News::kHour;
}

void Histogram::CountAs(As as, const HashedText& value,
                        int64_t event_time_seconds) {
  const Taken taken = Take(value, event_time_seconds);
  if (taken.count != nullptr && as == As::kObservation) Observe(taken);
}

void Histogram::Observe(const Taken& taken) {
  ++taken.count->observations;
  ++sums_.observations;
  kept_sums_.Change(taken.number);
}

void Histogram::TakeUp(std::vector<ValueCount> changes) {
  std::vector<ValueCount> values = TakeValues();
  for (ValueCount& change : changes) {
    auto it =
        std::ranges::lower_bound(values, change.value, {}, &ValueCount::value);
    if (it == values.end() || it->value != change.value) {
      it = values.insert(it, {.value = change.value});
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
  *this = FromValues(std::move(values));
}

bool Histogram::IsTooOld(int64_t event_time_seconds) const {
  return PeriodOf(event_time_seconds) < OldestKept(newest_period_);
}

Histogram::Taken Histogram::Take(const HashedText& value,
                                 int64_t event_time_seconds) {
  const int64_t period = PeriodOf(event_time_seconds);
  const size_t number = NumberOf(value);
  if (number >= values_.size() || period != newest_period_) {
    return TakeAny(value, event_time_seconds);
  }
  ValueCount& known = values_[number];
  if (!known.seen() || known.periods.back().period != period ||
      event_time_seconds < known.first_seen_seconds) {
    return TakeAny(value, event_time_seconds);
  }
  // One more call of what the newest period has: most are.
  PeriodCount& count = known.periods.back();
  ++count.calls;
  ++sums_.calls;
  known.last_seen_seconds =
      std::max(known.last_seen_seconds, event_time_seconds);
  sums_.seen.last_seconds =
      std::max(sums_.seen.last_seconds, event_time_seconds);
  return {static_cast<uint16_t>(number), &count};
}

Histogram::Taken Histogram::TakeAny(const HashedText& value,
                                    int64_t event_time_seconds) {
  if (IsTooOld(event_time_seconds)) return {};
  const int64_t period = PeriodOf(event_time_seconds);
  if (period > newest_period_) {
    newest_period_ = period;
    if (!values_.empty()) ForgetBefore(OldestKept(period));
  }

  const uint16_t number = FindOrAdd(value);
  See(number, event_time_seconds);
  PeriodCount& count = FindOrAddPeriod(values_[number].periods, period);
  ++count.calls;
  ++sums_.calls;
  return {number, &count};
}

size_t Histogram::Search(const HashedText& value) const {
  const std::span<const uint32_t> hashes(hashes_);
  // Most are among the first, or there are no others.
  const size_t near = std::min<size_t>(hashes.size(), 4);
  for (size_t i = 0; i < near; ++i) {
    if (hashes[i] == value.hash && values_[i].value == value.text) {
      found_ = static_cast<uint16_t>(i);
      return i;
    }
  }
  if (near == hashes.size()) return near;
  size_t number = FindNumber(hashes, value.hash, near);
  while (number < values_.size() && values_[number].value != value.text) {
    number = FindNumber(hashes, value.hash, number + 1);
  }
  if (number < values_.size()) found_ = static_cast<uint16_t>(number);
  return number;
}

uint16_t Histogram::FindOrAdd(const HashedText& value) {
  const size_t found = NumberOf(value);
  if (found < values_.size()) return static_cast<uint16_t>(found);
  auto number = static_cast<uint16_t>(values_.size());
  if (values_.size() >= kValuesMax) {
    number = Evict();
    values_[number] = {};
  } else {
    values_.emplace_back();
    hashes_.push_back(0);
  }
  values_[number].value = value.text;
  hashes_[number] = value.hash;
  const auto text_of = [this](uint16_t other) -> std::string_view {
    return values_[other].value;
  };
  if (order_.empty() || text_of(order_.back()) < value.text) {
    order_.push_back(number);
  } else {
    order_.insert(std::ranges::lower_bound(order_, value.text, {}, text_of),
                  number);
  }
  found_ = number;
  kept_sums_.Change(number);
  return number;
}

void Histogram::See(uint16_t number, int64_t seconds) {
  ValueCount& value = values_[number];
  if (!value.seen()) {
    value.first_seen_seconds = seconds;
    value.last_seen_seconds = seconds;
    kept_sums_.Change(number);
    evictions_.Note(values_, number);
  } else if (seconds < value.first_seen_seconds) {
    value.first_seen_seconds = seconds;
    kept_sums_.Change(number);
    evictions_.Note(values_, number);
  }
  value.last_seen_seconds = std::max(value.last_seen_seconds, seconds);
  if (sums_.calls == 0) sums_.seen = {seconds, seconds};
  sums_.seen.first_seconds = std::min(sums_.seen.first_seconds, seconds);
  sums_.seen.last_seconds = std::max(sums_.seen.last_seconds, seconds);
}

void Histogram::Note(const HashedText& value, uint32_t centibits) {
  const size_t number = NumberOf(value);
  if (number >= values_.size() || values_[number].peak_centibits >= centibits) {
    return;
  }
  values_[number].peak_centibits = centibits;
  kept_sums_.Change(static_cast<uint16_t>(number));
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
