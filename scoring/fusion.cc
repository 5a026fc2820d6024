// SPDX-License-Identifier: Apache-2.0
#include "scoring/fusion.h"

#include <algorithm>
#include <cmath>

#include "scoring/risk_level.h"

namespace farcall {
namespace {

using Role = Detector::Role;

double PlaceBits(const Model& model, const Factor& place) {
  const double bits =
      model.place_bits_max * -std::expm1(-place.bits / model.place_bits_max);
  return place.in_quarantine() ? model.quarantine_part * bits : bits;
}

const Factor* FindPlace(const std::vector<Factor>& factors) {
  const auto it = std::ranges::find(
      factors, Role::kPlace,
      [](const Factor& factor) { return factor.detector->role; });
  return it == factors.end() ? nullptr : &*it;
}

// The support with the most bits: only this one counts.
const Factor* StrongestSupport(const std::vector<Factor>& factors) {
  const Factor* strongest = nullptr;
  for (const Factor& factor : factors) {
    if (factor.detector->role == Role::kSupport &&
        (strongest == nullptr || factor.bits > strongest->bits)) {
      strongest = &factor;
    }
  }
  return strongest;
}

double SupportBits(const Model& model, PrincipalKind principal_kind,
                   const Factor& support, const Factor* place) {
  if (place != nullptr) {
    return model.support_part *
           std::min(support.bits, PlaceBits(model, *place));
  }
  return principal_kind == PrincipalKind::kService
             ? model.support_part * support.bits
             : support.bits;
}

// Lets deeds beyond what the place allows count in part. `factors` have their
// bits as weights; gives the bits of all.
double Damp(const Model& model, std::vector<Factor>& factors) {
  double deeds = 0;
  double others = 0;
  for (const Factor& factor : factors) {
    (IsDeed(*factor.detector) ? deeds : others) += factor.weight;
  }
  const double allowed = model.deeds_alone_bits + others;
  if (deeds <= allowed) return deeds + others;
  const double kept = allowed + model.deeds_beyond_part * (deeds - allowed);
  for (Factor& factor : factors) {
    if (IsDeed(*factor.detector)) factor.weight *= kept / deeds;
  }
  return kept + others;
}

}  // namespace

double TotalBits(const Model& model, PrincipalKind principal_kind,
                 std::vector<Factor>& factors) {
  const Factor* place = FindPlace(factors);
  const Factor* support = StrongestSupport(factors);
  for (Factor& factor : factors) {
    switch (factor.detector->role) {
      case Role::kPlace:
        factor.weight = PlaceBits(model, factor);
        break;
      case Role::kSupport:
        factor.weight = &factor == support
                            ? SupportBits(model, principal_kind, factor, place)
                            : 0;
        break;
      case Role::kEvidence:
        factor.weight = EvidenceBits(*factor.detector, factor.bits);
        break;
      case Role::kMemory:
        factor.weight = factor.bits;
        break;
    }
  }
  const double total = Damp(model, factors);
  for (Factor& factor : factors) {
    factor.weight = total > 0 ? factor.weight / total : 0;
  }
  return total;
}

double ScoreOf(const Model& model, double total_bits) {
  const double score =
      100.0 * (1.0 - std::exp2(-total_bits / model.bits_per_half));
  return std::round(score * 100.0) / 100.0;
}

double BitsOfScore(const Model& model, double score) {
  return -model.bits_per_half * std::log2(1 - score / 100.0);
}

RiskLevel RiskLevelOf(double score) {
  if (score >= kCriticalScore) return RiskLevel::kCritical;
  if (score >= 70) return RiskLevel::kHigh;
  if (score >= 40) return RiskLevel::kMedium;
  if (score >= kLowScore) return RiskLevel::kLow;
  return RiskLevel::kNone;
}

}  // namespace farcall
