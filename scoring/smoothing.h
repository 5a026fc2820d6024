// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <span>
#include <string_view>

#include "scoring/summaries.h"

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
  // `total` is of the histogram whose observations those in `values` are a part
  // of: the same one, where it holds all values. All must outlive the level.
  Level(Summary& values, const Summary& total, const Moment& moment,
        const Smoothing& smoothing);

  // Of `total`.
  const DecayedCounts& counts() const { return counts_; }
  const Histogram& histogram() const { return *values_->histogram; }
  // Whether the histogram holds all values, so that its most usual is known.
  bool whole() const { return whole_; }
  // The moment for which values count, with the tenant's founding.
  const Moment& moment() const { return *moment_; }

  // Decayed count of one of the histogram's values. One that people called
  // benign counts as much as the most usual.
  double CountOf(const ValueCount& value) const {
    const double n = DecayedCount(value, *moment_);
    const bool benign =
        value.judgement.At(moment_->at_seconds()) == Verdict::kBenign;
    return benign ? std::max(n, counts_.largest) : n;
  }

  // What CountOf says is most.
  const UsualCounts& Usual() const;

  // p(value | this level), given the value's probability at the next level.
  double Probability(std::string_view value, double next) const;

 private:
  Summary* values_;
  bool whole_;
  const Moment* moment_;
  const Smoothing* smoothing_;
  DecayedCounts counts_;
};

// p(value) at the first of `levels`, backing off to the later ones and then to
// `flat`.
double Probability(std::span<const Level> levels, double flat,
                   std::string_view value);

}  // namespace farcall
