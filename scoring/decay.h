// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <string_view>

#include "scoring/histogram.h"

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
  bool IsOfSameHour(int64_t seconds) const {
    return seconds / kSlotSeconds == at_seconds_ / kSlotSeconds;
  }
  // Another moment of the same hour.
  Moment At(int64_t seconds) const {
    Moment moment = *this;
    moment.at_seconds_ = seconds;
    return moment;
  }

 private:
  double Compute(int64_t period) const;

  Decay decay_;
  int64_t at_seconds_;
  int64_t newest_period_;
  // Of the newest period and those before it.
  std::array<double, kPeriodsKept + 1> weights_{};
};

// A histogram seen from one moment: decayed weights in units of observations.
struct DecayedCounts {
  double total = 0;       // N, of values that have settled
  double discounted = 0;  // sum of min(discount, n_v): what smoothing takes
                          // from the seen for the unseen
  double largest = 0;     // n of the most usual value
  std::string_view most_usual;  // that value; empty when the histogram is;
                                // points into the histogram
  // Which moments of the same hour have the same counts: in between no value
  // settles.
  int64_t from_seconds = std::numeric_limits<int64_t>::min();
  int64_t until_seconds = std::numeric_limits<int64_t>::max();
};

// A value that has settled counts at least `discount`, however long ago it was.
DecayedCounts Summarise(const Histogram& histogram, const Moment& moment,
                        double discount);
double DecayedCount(const ValueCount& value, const Moment& moment);

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

}  // namespace farcall
