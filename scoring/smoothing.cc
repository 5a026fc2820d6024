// SPDX-License-Identifier: Apache-2.0
#include "scoring/smoothing.h"

#include <algorithm>
#include <ranges>

namespace farcall {

Level::Level(const Histogram& histogram, const Decay& decay,
             const Smoothing& smoothing, int64_t at_seconds)
    : histogram_(&histogram),
      decay_(decay),
      smoothing_(smoothing),
      at_seconds_(at_seconds),
      counts_(Summarise(histogram, decay, smoothing.discount, at_seconds)) {}

double Level::Probability(std::string_view value, double next) const {
  const ValueCount* seen = histogram_->Find(value);
  const double n = seen == nullptr ? 0 : CountOf(*seen);
  const double own = std::max(0.0, n - smoothing_.discount);
  const double left = smoothing_.concentration + counts_.discounted;
  return (own + left * next) / (counts_.total + smoothing_.concentration);
}

double Probability(std::span<const Level> levels, const Smoothing& smoothing,
                   std::string_view value) {
  double p = smoothing.flat;
  for (const Level& level : std::views::reverse(levels))
    p = level.Probability(value, p);
  return p;
}

}  // namespace farcall
