// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

#include "scoring/counts/decay.h"
#include "scoring/counts/histogram.h"

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

// A level of the back-off chain at one moment. Sums are asked for when they are
// needed, and once: most events need those of the first level alone. While it
// is used its histograms may not change, nor be asked for another moment.
class Level {
 public:
  // `total` is the histogram whose observations those in `values` are a part
  // of: the same one, where it holds all values. All must outlive the level.
  Level(const Histogram& values, const Histogram& total, const Moment& moment,
        const Smoothing& smoothing)
      : values_(&values),
        total_(&total),
        moment_(&moment),
        smoothing_(&smoothing) {}

  const Histogram& histogram() const { return *values_; }
  // Whether the histogram holds all values, so that its most usual is known.
  bool whole() const { return values_ == total_; }
  // The moment for which values count, with the tenant's founding.
  const Moment& moment() const { return *moment_; }

  // Of the total.
  double total() const { return Sums().counts.total; }
  // The number of the value that is most usual; DecayedCounts::kNone if none
  // is. Only where whole().
  uint16_t most_usual() const { return Sums().counts.most_usual; }

  // Decayed count of one of the histogram's values. One that people called
  // benign counts as much as the most usual.
  double CountOf(const ValueCount& value) const;

  // What CountOf says is most. Valid until the histogram changes.
  UsualCounts Usual() const;

  // p(value | this level), given the value's probability at the next level.
  double Probability(const HashedText& value, double next) const;

 private:
  // Of the total.
  const HistogramSums& Sums() const {
    if (sums_ == nullptr) {
      sums_ = &total_->SumsAt(*moment_, smoothing_->discount);
    }
    return *sums_;
  }
  const HistogramSums& SumsOfValues() const {
    if (whole()) return Sums();
    if (sums_of_values_ == nullptr) {
      sums_of_values_ = &values_->SumsAt(*moment_, smoothing_->discount);
    }
    return *sums_of_values_;
  }

  const Histogram* values_;
  const Histogram* total_;
  const Moment* moment_;
  const Smoothing* smoothing_;
  mutable const HistogramSums* sums_ = nullptr;
  mutable const HistogramSums* sums_of_values_ = nullptr;  // unless whole()
};

// p(value) at the first of `levels`, backing off to the later ones and then to
// `flat`.
double Probability(std::span<const Level> levels, double flat,
                   const HashedText& value);

}  // namespace farcall
