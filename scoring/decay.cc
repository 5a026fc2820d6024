// SPDX-License-Identifier: Apache-2.0
#include "scoring/decay.h"

#include <algorithm>
#include <cmath>

namespace farcall {
namespace {

// The moment from which on a value weighs something, whatever was said of it.
int64_t SettledSeconds(const ValueCount& value, const Decay& decay) {
  if (value.first_seen_seconds < decay.founded_seconds) return 0;
  return value.first_seen_seconds +
         (value.peak_centibits > decay.quarantine_centibits
              ? decay.quarantine_seconds
              : decay.settling_seconds);
}

// Narrows the moments for which `counts` hold to those before or from
// `change_seconds`, as the moment lies.
void HoldOnThisSideOf(int64_t change_seconds, const Moment& moment,
                      DecayedCounts& counts) {
  if (moment.at_seconds() < change_seconds) {
    counts.until_seconds = std::min(counts.until_seconds, change_seconds);
  } else {
    counts.from_seconds = std::max(counts.from_seconds, change_seconds);
  }
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
  const Standing standing = StandingOf(value, moment).standing;
  const bool weighs =
      standing == Standing::kSettled || standing == Standing::kBenign;
  return weighs ? WeightOf(value, moment) : 0;
}

ValueStanding StandingOf(const ValueCount& value, const Moment& moment) {
  const int64_t at_seconds = moment.at_seconds();
  switch (value.judgement.At(at_seconds)) {
    case Verdict::kBenign:
      return {Standing::kBenign};
    case Verdict::kMalicious:
      return {Standing::kMalicious};
    case Verdict::kNone:
      break;
  }
  const int64_t settles_seconds = SettledSeconds(value, moment.decay());
  if (at_seconds >= settles_seconds) return {Standing::kSettled};
  const bool is_new =
      at_seconds - value.first_seen_seconds < moment.decay().settling_seconds;
  return {is_new ? Standing::kSettling : Standing::kQuarantine,
          settles_seconds};
}

DecayedCounts Summarise(const Histogram& histogram, const Moment& moment,
                        double discount) {
  DecayedCounts counts;
  for (const ValueCount& value : histogram.values()) {
    if (value.judgement.until_seconds != 0) {
      HoldOnThisSideOf(value.judgement.until_seconds, moment, counts);
    }
    const Verdict verdict = value.judgement.At(moment.at_seconds());
    if (verdict == Verdict::kMalicious) continue;
    if (verdict == Verdict::kNone) {
      const int64_t settles_seconds = SettledSeconds(value, moment.decay());
      HoldOnThisSideOf(settles_seconds, moment, counts);
      if (moment.at_seconds() < settles_seconds) continue;
    }
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
