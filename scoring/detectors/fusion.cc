// SPDX-License-Identifier: Apache-2.0
#include "scoring/detectors/fusion.h"

#include <algorithm>
#include <cmath>

#include "scoring/event/risk_level.h"

namespace farcall {
namespace {

using Role = Detector::Role;

double PlaceBits(const Model& model, const Finding& place) {
  const double bits =
      model.place_bits_max * -std::expm1(-place.bits / model.place_bits_max);
  return place.standing == Standing::kQuarantine ? model.quarantine_part * bits
                                                 : bits;
}

const Finding* FindPlace(std::span<const Finding> findings) {
  const auto it = std::ranges::find(
      findings, Role::kPlace,
      [](const Finding& finding) { return finding.detector->role; });
  return it == findings.end() ? nullptr : &*it;
}

// The support with the most bits: only this one counts.
const Finding* StrongestSupport(std::span<const Finding> findings) {
  const Finding* strongest = nullptr;
  for (const Finding& finding : findings) {
    if (finding.detector->role == Role::kSupport &&
        (strongest == nullptr || finding.bits > strongest->bits)) {
      strongest = &finding;
    }
  }
  return strongest;
}

double SupportBits(const Model& model, PrincipalKind principal_kind,
                   const Finding& support, const Finding* place) {
  if (place != nullptr) {
    return model.support_part *
           std::min(support.bits, PlaceBits(model, *place));
  }
  return principal_kind == PrincipalKind::kService
             ? model.support_part * support.bits
             : support.bits;
}

// Lets deeds beyond what the place allows count in part. `findings` have their
// bits as weights; gives the bits of all.
double Damp(const Model& model, std::span<Finding> findings) {
  double deeds = 0;
  double others = 0;
  for (const Finding& finding : findings) {
    (IsDeed(*finding.detector) ? deeds : others) += finding.weight;
  }
  const double allowed = model.deeds_alone_bits + others;
  if (deeds <= allowed) return deeds + others;
  const double kept = allowed + model.deeds_beyond_part * (deeds - allowed);
  for (Finding& finding : findings) {
    if (IsDeed(*finding.detector)) finding.weight *= kept / deeds;
  }
  return kept + others;
}

}  // namespace

double TotalBits(const Model& model, PrincipalKind principal_kind,
                 std::span<Finding> findings) {
  const Finding* place = FindPlace(findings);
  const Finding* support = StrongestSupport(findings);
  for (Finding& finding : findings) {
    switch (finding.detector->role) {
      case Role::kPlace:
        finding.weight = PlaceBits(model, finding);
        break;
      case Role::kSupport:
        finding.weight =
            &finding == support
                ? SupportBits(model, principal_kind, finding, place)
                : 0;
        break;
      case Role::kEvidence:
        finding.weight = EvidenceBits(*finding.detector, finding.bits);
        break;
      case Role::kMemory:
        finding.weight = finding.bits;
        break;
    }
  }
  const double total = Damp(model, findings);
  for (Finding& finding : findings) {
    finding.weight = total > 0 ? finding.weight / total : 0;
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

}  // namespace farcall
