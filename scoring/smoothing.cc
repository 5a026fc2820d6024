// SPDX-License-Identifier: Apache-2.0
#include "scoring/smoothing.h"

#include <algorithm>
#include <ranges>

namespace farcall {

Level::Level(const Histogram& values, const Histogram& total,
             const Moment& moment, const Smoothing& smoothing,
             Summaries& summaries)
    : histogram_(&values),
      whole_(&values == &total),
      moment_(moment),
      smoothing_(smoothing),
      counts_(summaries.Of(total, moment)) {
  if (!whole_) {
    counts_.discounted += summaries.Of(values, moment).discounted;
  }
}

double Level::Probability(std::string_view value, double next) const {
  const ValueCount* seen = histogram_->Find(value);
  const double n =
      seen == nullptr ? 0 : std::min(CountOf(*seen), counts_.total);
  const double own = std::max(0.0, n - smoothing_.discount);
  const double left = smoothing_.concentration + counts_.discounted;
  return (own + left * next) / (counts_.total + smoothing_.concentration);
}

double Probability(std::span<const Level> levels, double flat,
                   std::string_view value) {
  double p = flat;
  for (const Level& level : std::views::reverse(levels))
    p = level.Probability(value, p);
  return p;
}

}  // namespace farcall
