// SPDX-License-Identifier: Apache-2.0
#include "scoring/decay.h"

#include <algorithm>
#include <cmath>

namespace farcall {
namespace {

bool IsSettled(const ValueCount& value, const Moment& moment) {
  switch (value.verdict) {
    case Verdict::kBenign:
      return true;
    case Verdict::kMalicious:
      return false;
    case Verdict::kNone:
      break;
  }
  const Decay& decay = moment.decay();
  if (value.first_seen_seconds < decay.founded_seconds) return true;
  return moment.at_seconds() - value.first_seen_seconds >=
         (value.peak_centibits > decay.quarantine_centibits
              ? decay.quarantine_seconds
              : decay.settling_seconds);
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
  const int64_t age_seconds = std::max<int64_t>(0, at_seconds_ - middle);
  return std::exp2(-static_cast<double>(age_seconds) /
                   decay_.half_life_seconds);
}

double DecayedCount(const ValueCount& value, const Moment& moment) {
  if (!IsSettled(value, moment)) return 0;
  double sum = 0;
  for (const PeriodCount& period : value.periods) {
    sum +=
        static_cast<double>(period.observations) * moment.Weight(period.period);
  }
  return sum;
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
    double n = DecayedCount(value, moment);
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

DecayedCounts Summaries::Of(const Histogram& histogram, const Moment& moment) {
  const int64_t founded_seconds = moment.decay().founded_seconds;
  for (const Summary& summary : summaries_) {
    if (summary.histogram == &histogram &&
        summary.founded_seconds == founded_seconds) {
      return summary.counts;
    }
  }
  return summaries_
      .emplace_back(&histogram, founded_seconds,
                    Summarise(histogram, moment, discount_))
      .counts;
}

}  // namespace farcall
