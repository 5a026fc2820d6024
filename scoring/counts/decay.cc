// SPDX-License-Identifier: Apache-2.0
#include "scoring/counts/decay.h"

#include <algorithm>
#include <cmath>

#include "absl/hash/hash.h"
#include "scoring/counts/histogram.h"

namespace farcall {
namespace {

// The moment from which on a value weighs something, whatever was said of it.
int64_t SettledSeconds(const ValueCount& value, const Decay& decay) {
  return value.first_seen_seconds < decay.founded_seconds
             ? 0
             : SettlesByItself(value, decay);
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
      newest_period_(PeriodOf(at_seconds)),
      hour_key_(absl::HashOf(at_seconds / kSlotSeconds, decay.half_life_seconds,
                             decay.settling_seconds, decay.quarantine_centibits,
                             decay.quarantine_seconds) |
                1) {
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

int64_t SettlesByItself(const ValueCount& value, const Decay& decay) {
  return value.first_seen_seconds +
         (value.peak_centibits > decay.quarantine_centibits
              ? decay.quarantine_seconds
              : decay.settling_seconds);
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

double SummedCount(const ValueCount& value, const Moment& moment,
                   double discount) {
  const double n = DecayedCount(value, moment);
  // A trip of long ago is still a trip: who had new values has them again.
  return n > 0 ? std::max(n, discount) : n;
}

DecayedCounts Summarise(const Histogram& histogram, const Moment& moment,
                        double discount) {
  DecayedCounts sums;
  const auto values = histogram.values();
  for (const uint16_t number : values.positions()) {
    sums.Add(number, SummedCount(histogram.value(number), moment, discount),
             discount);
  }
  return sums;
}

}  // namespace farcall
