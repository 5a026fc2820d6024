// SPDX-License-Identifier: Apache-2.0
#include "scoring/decay.h"

#include <algorithm>
#include <cmath>

namespace farcall {
namespace {

constexpr int64_t kAlways = std::numeric_limits<int64_t>::min();
constexpr int64_t kNever = std::numeric_limits<int64_t>::max();

// The moment from which on a value weighs something.
int64_t SettledSeconds(const ValueCount& value, const Decay& decay) {
  switch (value.verdict) {
    case Verdict::kBenign:
      return kAlways;
    case Verdict::kMalicious:
      return kNever;
    case Verdict::kNone:
      break;
  }
  if (value.first_seen_seconds < decay.founded_seconds) return kAlways;
  return value.first_seen_seconds +
         (value.peak_centibits > decay.quarantine_centibits
              ? decay.quarantine_seconds
              : decay.settling_seconds);
}

bool IsSettled(const ValueCount& value, const Moment& moment) {
  return moment.at_seconds() >= SettledSeconds(value, moment.decay());
}

double WeightOf(const ValueCount& value, const Moment& moment) {
  double sum = 0;
  for (const PeriodCount& period : value.periods) {
    sum +=
        static_cast<double>(period.observations) * moment.Weight(period.period);
  }
  return sum;
}

}  // namespace

Moment::Moment(const Decay& decay, int64_t at_seconds)
    : decay_(decay),
      at_seconds_(at_seconds),
      newest_period_(at_seconds / kPeriodSeconds) {
  for (size_t i = 0; i < weights_.size(); ++i) {
    weights_[i] = Compute(newest_period_ - static_cast<int64_t>(i));
  }
}

double Moment::Compute(int64_t period) const {
  const int64_t middle = period * kPeriodSeconds + kPeriodSeconds / 2;
  const int64_t hour_seconds = at_seconds_ - at_seconds_ % kSlotSeconds;
  const int64_t age_seconds = std::max<int64_t>(0, hour_seconds - middle);
  return std::exp2(-static_cast<double>(age_seconds) /
                   decay_.half_life_seconds);
}

double DecayedCount(const ValueCount& value, const Moment& moment) {
  return IsSettled(value, moment) ? WeightOf(value, moment) : 0;
}

bool InQuarantine(const ValueCount& value, const Moment& moment) {
  return value.verdict != Verdict::kMalicious &&
         moment.at_seconds() - value.first_seen_seconds >=
             moment.decay().settling_seconds &&
         !IsSettled(value, moment);
}

DecayedCounts Summarise(const Histogram& histogram, const Moment& moment,
                        double discount) {
  DecayedCounts counts;
  for (const ValueCount& value : histogram.values()) {
    const int64_t settled_seconds = SettledSeconds(value, moment.decay());
    if (settled_seconds > moment.at_seconds()) {
      counts.until_seconds = std::min(counts.until_seconds, settled_seconds);
      continue;
    }
    counts.from_seconds = std::max(counts.from_seconds, settled_seconds);
    double n = WeightOf(value, moment);
    // A trip of long ago is still a trip: who had new values has them again.
    if (n > 0) n = std::max(n, discount);
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
