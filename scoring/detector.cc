// SPDX-License-Identifier: Apache-2.0
#include "scoring/detector.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace farcall {
namespace {

constexpr uint64_t kLearningObservations = 5;
constexpr uint64_t kReadyObservations = 24;
constexpr int64_t kReadySpanSeconds = 3 * 24 * 3600;

constexpr std::array kPrincipalChain = {
    EntityKind::kPrincipal, EntityKind::kAccount, EntityKind::kTenant};
constexpr std::array kCommandChain = {EntityKind::kCommand,
                                      EntityKind::kTenant};

constexpr std::array kDetectors = {
    Detector{"country_for_principal", Attribute::kCountry, kPrincipalChain},
    Detector{"country_for_command", Attribute::kCountry, kCommandChain},
};

// The most usual value of the nearest level that knows any; empty if none does.
std::string_view MostUsual(std::span<const Level> levels) {
  for (const Level& level : levels) {
    if (!level.counts().most_usual.empty()) return level.counts().most_usual;
  }
  return {};
}

}  // namespace

std::span<const Detector> Detectors() { return kDetectors; }
const Detector& CountryForPrincipal() { return kDetectors[0]; }
const Detector& CountryForCommand() { return kDetectors[1]; }

double SurpriseBits(std::span<const Level> levels, const Model& model,
                    std::string_view value) {
  const std::string_view usual = MostUsual(levels);
  if (usual.empty()) return 0;
  const double expected = Probability(levels, model.smoothing, usual);
  const double actual = Probability(levels, model.smoothing, value);
  const double bits = std::max(0.0, std::log2(expected / actual));
  double known = 0;
  for (const Level& level : levels) {
    known = std::max(known, level.counts().total);
  }
  return bits * known / (known + model.evidence_half);
}

BaselineState StateOf(const Histogram& histogram) {
  const uint64_t observations = histogram.observations();
  if (observations < kLearningObservations) return BaselineState::kCold;
  const int64_t span_seconds =
      histogram.last_seen_seconds() - histogram.first_seen_seconds();
  return observations >= kReadyObservations && span_seconds >= kReadySpanSeconds
             ? BaselineState::kReady
             : BaselineState::kLearning;
}

}  // namespace farcall
