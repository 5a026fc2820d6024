// SPDX-License-Identifier: Apache-2.0
#include "scoring/smoothing.h"

#include <algorithm>
#include <ranges>

namespace farcall {

double Level::CountOf(const ValueCount& value) const {
  const double n = DecayedCount(value, *moment_);
  const bool benign =
      value.judgement.At(moment_->at_seconds()) == Verdict::kBenign;
  return benign ? std::max(n, Sums().counts.largest) : n;
}

UsualCounts Level::Usual() const {
  // Who has the values elsewhere than the total may have another total by now.
  if (whole() && Sums().usual.has_value()) return *Sums().usual;
  UsualCounts usual;
  for (const uint16_t number : histogram().values().positions()) {
    const double n = CountOf(histogram().value(number));
    if (n <= 0) continue;
    usual.total += n;
    const auto less = std::ranges::find_if(
        usual.most,
        [n](const UsualCounts::Counted& other) { return other.n < n; });
    usual.most.insert(less, {number, n});
    if (usual.most.size() > UsualCounts::kMax) usual.most.pop_back();
  }
  if (whole()) values_->KeepUsual(usual);
  return usual;
}

double Level::Probability(const HashedText& value, double next) const {
  const ValueCount* seen = histogram().Find(value);
  const DecayedCounts& counts = Sums().counts;
  const double n = seen == nullptr ? 0 : std::min(CountOf(*seen), counts.total);
  const double own = std::max(0.0, n - smoothing_->discount);
  const double discounted =
      whole()
          ? counts.discounted
          : counts.discounted + values_->SumsAt(*moment_, smoothing_->discount)
                                    .counts.discounted;
  const double left = smoothing_->concentration + discounted;
  return (own + left * next) / (counts.total + smoothing_->concentration);
}

double Probability(std::span<const Level> levels, double flat,
                   const HashedText& value) {
  double p = flat;
  for (const Level& level : std::views::reverse(levels))
    p = level.Probability(value, p);
  return p;
}

}  // namespace farcall
