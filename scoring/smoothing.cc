// SPDX-License-Identifier: Apache-2.0
#include "scoring/smoothing.h"

#include <algorithm>
#include <ranges>

namespace farcall {

Level::Level(Summary& values, const Summary& total, const Moment& moment,
             const Smoothing& smoothing)
    : values_(&values),
      whole_(&values == &total),
      moment_(&moment),
      smoothing_(&smoothing),
      counts_(total.counts) {
  if (!whole_) counts_.discounted += values.counts.discounted;
}

const UsualCounts& Level::Usual() const {
  // Who has the values elsewhere than the total may have another total by now.
  if (whole_ && values_->usual.has_value()) return *values_->usual;
  UsualCounts& usual = values_->usual.emplace();
  for (const ValueCount& value : histogram().values()) {
    const double n = CountOf(value);
    if (n <= 0) continue;
    usual.total += n;
    const auto less = std::ranges::find_if(
        usual.most,
        [n](const UsualCounts::Counted& other) { return other.n < n; });
    usual.most.insert(less, {&value, n});
    if (usual.most.size() > UsualCounts::kMax) usual.most.pop_back();
  }
  return usual;
}

double Level::Probability(std::string_view value, double next) const {
  const ValueCount* seen = histogram().Find(value);
  const double n =
      seen == nullptr ? 0 : std::min(CountOf(*seen), counts_.total);
  const double own = std::max(0.0, n - smoothing_->discount);
  const double left = smoothing_->concentration + counts_.discounted;
  return (own + left * next) / (counts_.total + smoothing_->concentration);
}

double Probability(std::span<const Level> levels, double flat,
                   std::string_view value) {
  double p = flat;
  for (const Level& level : std::views::reverse(levels))
    p = level.Probability(value, p);
  return p;
}

}  // namespace farcall
