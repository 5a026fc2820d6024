// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

#include "scoring/decay.h"

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
};

// A level of the back-off chain at one moment.
class Level {
 public:
  // `total` is the histogram whose observations those in `values` are a part
  // of: the same one, where it holds all values.
  Level(const Histogram& values, const Histogram& total, const Moment& moment,
        const Smoothing& smoothing, Summaries& summaries);

  // Of `total`.
  const DecayedCounts& counts() const { return counts_; }
  const Histogram& histogram() const { return *histogram_; }
  // Whether the histogram holds all values, so that its most usual is known.
  bool whole() const { return whole_; }

  // Decayed count of one of the histogram's values. One that people called
  // benign counts as much as the most usual.
  double CountOf(const ValueCount& value) const {
    const double n = DecayedCount(value, moment_);
    return value.verdict == Verdict::kBenign && counts_.largest > n
               ? counts_.largest
               : n;
  }

  // p(value | this level), given the value's probability at the next level.
  double Probability(std::string_view value, double next) const;

 private:
  const Histogram* histogram_;
  bool whole_;
  Moment moment_;
  Smoothing smoothing_;
  DecayedCounts counts_;
};

// p(value) at the first of `levels`, backing off to the later ones and then to
// `flat`.
double Probability(std::span<const Level> levels, double flat,
                   std::string_view value);

}  // namespace farcall
