// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

#include "scoring/histogram.h"

namespace farcall {

// Hierarchical Pitman-Yor back-off, as in language models (Teh 2006, eq. 7,
// with fractional counts):
//   p(v | level) = max(0, n_v - d) / (N + theta)  +  (theta + sum_u min(d,
//   n_u)) / (N + theta) * p(v | next level)
// So novelty is graded by how novel the entity and its peers usually are, and
// probabilities sum to 1.
struct Smoothing {
  double discount =
      0.5;  // d, taken from each value seen for those unseen; in [0, 1)
  double concentration =
      1.0;  // theta, weight of the next level in observations; > 0
  double flat = 1.0 / 256;  // p of any one value where no level knows it: about
                            // one of all countries
};

// A level of the back-off chain at one moment.
class Level {
 public:
  Level(const Histogram& histogram, const Decay& decay,
        const Smoothing& smoothing, int64_t at_seconds);

  const DecayedCounts& counts() const { return counts_; }
  const Histogram& histogram() const { return *histogram_; }

  // Decayed count of one of the histogram's values.
  double CountOf(const ValueCount& value) const {
    return DecayedCount(value, decay_, at_seconds_);
  }

  // p(value | this level), given the value's probability at the next level.
  double Probability(std::string_view value, double next) const;

 private:
  const Histogram* histogram_;
  Decay decay_;
  Smoothing smoothing_;
  int64_t at_seconds_;
  DecayedCounts counts_;
};

// p(value) at the first of `levels`, backing off to the later ones and then to
// the flat prior.
double Probability(std::span<const Level> levels, const Smoothing& smoothing,
                   std::string_view value);

}  // namespace farcall
