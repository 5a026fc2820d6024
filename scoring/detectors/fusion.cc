// SPDX-License-Identifier: Apache-2.0
#include "scoring/detectors/fusion.h"

#include <algorithm>
#include <cmath>

#include "scoring/event/risk_level.h"

namespace farcall {
namespace {

using Role = Detector::Role;

double PlaceBits(const Model& model, const Anomaly& place) {
  const double bits =
      model.place_bits_max * -std::expm1(-place.bits / model.place_bits_max);
  return place.standing == Standing::kQuarantine ? model.quarantine_part * bits
                                                 : bits;
}

const Anomaly* FindPlace(std::span<const Anomaly> anomalies) {
  const auto it = std::ranges::find(
      anomalies, Role::kPlace,
      [](const Anomaly& anomaly) { return anomaly.detector->role; });
  return it == anomalies.end() ? nullptr : &*it;
}

// The support with the most bits: only this one counts.
const Anomaly* StrongestSupport(std::span<const Anomaly> anomalies) {
  const Anomaly* strongest = nullptr;
  for (const Anomaly& anomaly : anomalies) {
    if (anomaly.detector->role == Role::kSupport &&
        (strongest == nullptr || anomaly.bits > strongest->bits)) {
      strongest = &anomaly;
    }
  }
  return strongest;
}

double SupportBits(const Model& model, PrincipalKind principal_kind,
                   const Anomaly& support, const Anomaly* place) {
  if (place != nullptr) {
    return model.support_part *
           std::min(support.bits, PlaceBits(model, *place));
  }
  return principal_kind == PrincipalKind::kService
             ? model.support_part * support.bits
             : support.bits;
}

// Lets deeds beyond what the place allows count in part. `anomalies` have their
// bits as weights; gives the bits of all.
double Damp(const Model& model, std::span<Anomaly> anomalies) {
  double deeds = 0;
  double others = 0;
  for (const Anomaly& anomaly : anomalies) {
    (IsDeed(*anomaly.detector) ? deeds : others) += anomaly.weight;
  }
  const double allowed = model.deeds_alone_bits + others;
  if (deeds <= allowed) return deeds + others;
  const double kept = allowed + model.deeds_beyond_part * (deeds - allowed);
  for (Anomaly& anomaly : anomalies) {
    if (IsDeed(*anomaly.detector)) anomaly.weight *= kept / deeds;
  }
  return kept + others;
}

}  // namespace

double TotalBits(const Model& model, PrincipalKind principal_kind,
                 std::span<Anomaly> anomalies) {
  const Anomaly* place = FindPlace(anomalies);
  const Anomaly* support = StrongestSupport(anomalies);
  for (Anomaly& anomaly : anomalies) {
    switch (anomaly.detector->role) {
      case Role::kPlace:
        anomaly.weight = PlaceBits(model, anomaly);
        break;
      case Role::kSupport:
        anomaly.weight =
            &anomaly == support
                ? SupportBits(model, principal_kind, anomaly, place)
                : 0;
        break;
      case Role::kEvidence:
        anomaly.weight = EvidenceBits(*anomaly.detector, anomaly.bits);
        break;
      case Role::kMemory:
        anomaly.weight = anomaly.bits;
        break;
    }
  }
  const double total = Damp(model, anomalies);
  for (Anomaly& anomaly : anomalies) {
    anomaly.weight = total > 0 ? anomaly.weight / total : 0;
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
