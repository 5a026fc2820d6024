// SPDX-License-Identifier: Apache-2.0
#include "scoring/counts/smoothing.h"

#include <algorithm>
#include <ranges>

namespace farcall {

double Level::CountOf(const ValueCount& value) const {
  if (!values_->has_verdicts()) {
    SumsOfValues();
    const double summed = values_->SummedCount(value);
    // Without a verdict, a count above the discount is the one that is summed.
    if (summed == 0 || summed > smoothing_->discount) return summed;
  }
  const double n = DecayedCount(value, *moment_);
  const bool benign =
      value.judgement.At(moment_->at_seconds()) == Verdict::kBenign;
  return benign ? std::max(n, Sums().counts.largest) : n;
}

void UsualCounts::Add(uint16_t number, double n) {
  total += n;
  if (most.size() == kMax && n <= most.back().n) return;
  const auto less = std::ranges::find_if(
      most, [n](const Counted& other) { return other.n < n; });
  most.insert(less, {number, n});
  if (most.size() > kMax) most.pop_back();
}

UsualCounts Level::Usual() const {
  // Who has the values elsewhere than the total may have another total by now.
  UsualCounts usual;
  if (whole() && Sums().usual.has_value()) {
    usual = *Sums().usual;
    return usual;
  }
  const auto numbers = values_->values().positions();
  if (numbers.empty()) return usual;
  SumsOfValues();
  const std::span<const double> summed = values_->SummedCounts();
  const bool has_verdicts = values_->has_verdicts();
  for (const uint16_t number : numbers) {
    double n = summed[number];
    if (has_verdicts || (n > 0 && n <= smoothing_->discount)) {
      n = CountOf(values_->value(number));
    }
    if (n > 0) usual.Add(number, n);
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
      whole() ? counts.discounted
              : counts.discounted + SumsOfValues().counts.discounted;
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
