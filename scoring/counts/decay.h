// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "scoring/counts/value_count.h"

namespace farcall {

// What an observation weighs, by its age.
struct Decay {
  double half_life_seconds = 30.0 * 24 * 3600;  // > 0
  // A value weighs nothing until this long after it was first seen: what is new
  // cannot become usual by being repeated within the day. >= 0.
  int64_t settling_seconds = 24 * 3600;
  // A value whose peak is above this is in quarantine: it weighs nothing for
  // longer, or until it is said to be benign.
  uint32_t quarantine_centibits = 1000;
  int64_t quarantine_seconds = 14 * 24 * 3600;
  // Values first seen before this moment have settled at once.
  int64_t founded_seconds = 0;
};

// Decay as seen from one moment. What an observation weighs is that of the
// moment's full hour, so that it is worked out once for all events of an hour.
class Moment {
 public:
  Moment(const Decay& decay, int64_t at_seconds);

  const Decay& decay() const { return decay_; }
  int64_t at_seconds() const { return at_seconds_; }
  // In (0, 1], of one observation made in `period`; 1 for a period not yet half
  // over.
  double Weight(int64_t period) const {
    const int64_t age = newest_period_ - period;
    if (age < 0) return 1;
    return age < static_cast<int64_t>(weights_.size())
               ? weights_[static_cast<size_t>(age)]
               : Compute(period);
  }
  // The same moment, for a tenant that began then.
  Moment Founded(int64_t seconds) const {
    Moment moment = *this;
    moment.decay_.founded_seconds = seconds;
    return moment;
  }
  // The same of two moments if and only if they have the same hour and, but for
  // when the tenant began, the same decay. Not 0.
  uint64_t hour_key() const { return hour_key_; }
  bool IsOfSameHour(int64_t seconds) const {
    return seconds / kSlotSeconds == at_seconds_ / kSlotSeconds;
  }
  // Makes it another moment of the same hour.
  void MoveTo(int64_t seconds) { at_seconds_ = seconds; }

 private:
  double Compute(int64_t period) const;

  Decay decay_;
  int64_t at_seconds_;
  int64_t newest_period_;
  uint64_t hour_key_;
  // Of the newest period and those before it.
  std::array<double, kPeriodsKept + 1> weights_{};
};

class Histogram;

// A histogram seen from one moment: decayed weights in units of observations.
struct DecayedCounts {
  static constexpr uint16_t kNone = 0xFFFF;

  double total = 0;       // N, of values that have settled
  double discounted = 0;  // sum of min(discount, n_v): what smoothing takes
                          // from the seen for the unseen
  double largest = 0;     // n of the most usual value
  // The number of that value in the histogram; kNone where nothing weighs.
  uint16_t most_usual = kNone;

  // Adds a value. The order of additions decides on the last bits of the sums:
  // it is that of the histogram's values.
  void Add(uint16_t number, double n, double discount) {
    total += n;
    discounted += std::min(discount, n);
    if (n > largest) {
      largest = n;
      most_usual = number;
    }
  }
};

// The sums, worked out anew: kept_sums.h keeps them. A value that has settled
// counts at least `discount`, however long ago it was.
DecayedCounts Summarise(const Histogram& histogram, const Moment& moment,
                        double discount);
double DecayedCount(const ValueCount& value, const Moment& moment);
// What a value counts in the sums.
double SummedCount(const ValueCount& value, const Moment& moment,
                   double discount);

// What a value is to the model at a moment.
enum class Standing {
  kSettled,   // weighs what was seen of it
  kSettling,  // was first seen less than the settling time ago: weighs nothing
  kQuarantine,  // the same for longer, for the surprise that it brought
  kBenign,      // was called benign: weighs as much as the most usual value
  kMalicious,   // was called malicious: never weighs anything
};
struct ValueStanding {
  Standing standing = Standing::kSettled;
  // When a value that is settling or in quarantine will have settled; else 0.
  int64_t settles_seconds = 0;
};
ValueStanding StandingOf(const ValueCount& value, const Moment& moment);

// When a value weighs something in the hour of `moment`, where nobody judged
// it and it does not settle at once as the first of its tenant (Founded).
int64_t SettlesByItself(const ValueCount& value, const Decay& decay);

}  // namespace farcall
