// SPDX-License-Identifier: Apache-2.0
#include "scoring/histogram.h"

#include <algorithm>
#include <cmath>
#include <iterator>

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

template <typename Values>
auto LowerBound(Values& values, std::string_view value) {
  return std::lower_bound(values.begin(), values.end(), value,
                          [](const ValueCount& count, std::string_view wanted) {
                            return count.value < wanted;
                          });
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

double Decay::Weight(int64_t period, int64_t at_seconds) const {
  const int64_t middle = period * kPeriodSeconds + kPeriodSeconds / 2;
  const int64_t age_seconds = std::max<int64_t>(0, at_seconds - middle);
  return std::exp2(-static_cast<double>(age_seconds) / half_life_seconds);
}

Histogram::News Histogram::Count(std::string_view value,
                                 int64_t event_time_seconds) {
  PeriodCount* count = Take(value, event_time_seconds);
  if (count == nullptr) return News::kCall;
  const auto slot =
      static_cast<size_t>(event_time_seconds % kPeriodSeconds / kSlotSeconds);
  if (count->slots.test(slot)) return News::kCall;
  const bool new_day = (count->slots & DayOf(slot)).none();
  count->slots.set(slot);
  ++count->observations;
  return new_day ? News::kDay : News::kHour;
}

void Histogram::CountAs(As as, std::string_view value,
                        int64_t event_time_seconds) {
  PeriodCount* count = Take(value, event_time_seconds);
  if (count != nullptr && as == As::kObservation) ++count->observations;
}

PeriodCount* Histogram::Take(std::string_view value,
                             int64_t event_time_seconds) {
  const int64_t period = event_time_seconds / kPeriodSeconds;
  if (!values_.empty() && period <= newest_period_ - kPeriodsKept) {
    return nullptr;
  }
  if (values_.empty() || period > newest_period_) {
    newest_period_ = period;
    ForgetBefore(period - kPeriodsKept + 1);
  }

  auto it = LowerBound(values_, value);
  if (it == values_.end() || it->value != value) {
    if (values_.size() >= kValuesMax) {
      MakeRoom();
      it = LowerBound(values_, value);
    }
    it = values_.insert(it, {.value = std::string(value),
                             .first_seen_seconds = event_time_seconds,
                             .last_seen_seconds = event_time_seconds});
  }
  it->first_seen_seconds = std::min(it->first_seen_seconds, event_time_seconds);
  it->last_seen_seconds = std::max(it->last_seen_seconds, event_time_seconds);
  PeriodCount& count = FindOrAddPeriod(it->periods, period);
  ++count.calls;
  return &count;
}

const ValueCount* Histogram::Find(std::string_view value) const {
  const auto it = LowerBound(values_, value);
  return it != values_.end() && it->value == value ? &*it : nullptr;
}

uint64_t Histogram::calls() const {
  uint64_t sum = 0;
  for (const ValueCount& value : values_) sum += value.calls();
  return sum;
}

uint64_t Histogram::observations() const {
  uint64_t sum = 0;
  for (const ValueCount& value : values_) sum += value.observations();
  return sum;
}

int64_t Histogram::first_seen_seconds() const {
  int64_t first = values_.empty() ? 0 : values_.front().first_seen_seconds;
  for (const ValueCount& value : values_)
    first = std::min(first, value.first_seen_seconds);
  return first;
}

int64_t Histogram::last_seen_seconds() const {
  int64_t last = 0;
  for (const ValueCount& value : values_)
    last = std::max(last, value.last_seen_seconds);
  return last;
}

Histogram Histogram::FromValues(std::vector<ValueCount> values) {
  Histogram histogram;
  histogram.values_ = std::move(values);
  for (const ValueCount& value : histogram.values_) {
    if (!value.periods.empty()) {
      histogram.newest_period_ =
          std::max(histogram.newest_period_, value.periods.back().period);
    }
  }
  return histogram;
}

void Histogram::ForgetBefore(int64_t period) {
  for (ValueCount& value : values_) {
    std::erase_if(value.periods, [period](const PeriodCount& count) {
      return count.period < period;
    });
  }
  std::erase_if(values_,
                [](const ValueCount& value) { return value.periods.empty(); });
}

void Histogram::MakeRoom() {
  values_.erase(std::min_element(values_.begin(), values_.end(),
                                 [](const ValueCount& a, const ValueCount& b) {
                                   return a.last_seen_seconds <
                                          b.last_seen_seconds;
                                 }));
}

double DecayedCount(const ValueCount& value, const Decay& decay,
                    int64_t at_seconds) {
  const bool settled =
      value.first_seen_seconds < decay.founded_seconds ||
      at_seconds - value.first_seen_seconds >= decay.settling_seconds;
  if (!settled) return 0;
  double sum = 0;
  for (const PeriodCount& period : value.periods) {
    sum += static_cast<double>(period.observations) *
           decay.Weight(period.period, at_seconds);
  }
  return sum;
}

DecayedCounts Summarise(const Histogram& histogram, const Decay& decay,
                        double discount, int64_t at_seconds) {
  DecayedCounts counts;
  for (const ValueCount& value : histogram.values()) {
    const double n = DecayedCount(value, decay, at_seconds);
    counts.total += n;
    counts.discounted += std::min(discount, n);
    if (n > counts.largest) {
      counts.largest = n;
      counts.most_usual = value.value;
    }
  }
  return counts;
}

}  // namespace farcall
