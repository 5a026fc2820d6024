// SPDX-License-Identifier: Apache-2.0
#include "scoring/fusion.h"

#include <algorithm>
#include <cmath>

#include "scoring/risk_level.h"

namespace farcall {
namespace {

const Factor* FindFactor(const std::vector<Factor>& factors,
                         const Detector& detector) {
  const auto it = std::find_if(
      factors.begin(), factors.end(),
      [&](const Factor& factor) { return factor.detector == &detector; });
  return it == factors.end() ? nullptr : &*it;
}

// What one factor adds to the total, in bits.
double AddedBits(const Model& model, PrincipalKind principal_kind,
                 const Factor& factor, const Factor* principal) {
  if (factor.detector == &CountryForPrincipal()) return factor.bits;
  if (principal != nullptr)
    return model.command_part * std::min(factor.bits, principal->bits);
  return principal_kind == PrincipalKind::kService
             ? model.command_part * factor.bits
             : factor.bits;
}

}  // namespace

double TotalBits(const Model& model, PrincipalKind principal_kind,
                 std::vector<Factor>& factors) {
  const Factor* principal = FindFactor(factors, CountryForPrincipal());
  double total = 0;
  for (Factor& factor : factors) {
    factor.weight = AddedBits(model, principal_kind, factor, principal);
    total += factor.weight;
  }
  for (Factor& factor : factors)
    factor.weight = total > 0 ? factor.weight / total : 0;
  return total;
}

double ScoreOf(const Model& model, double total_bits) {
  const double score =
      100.0 * (1.0 - std::exp2(-total_bits / model.bits_per_half));
  return std::round(score * 100.0) / 100.0;
}

RiskLevel RiskLevelOf(double score) {
  if (score >= 90) return RiskLevel::kCritical;
  if (score >= 70) return RiskLevel::kHigh;
  if (score >= 40) return RiskLevel::kMedium;
  if (score >= 20) return RiskLevel::kLow;
  return RiskLevel::kNone;
}

}  // namespace farcall
