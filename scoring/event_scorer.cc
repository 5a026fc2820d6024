// SPDX-License-Identifier: Apache-2.0
#include "scoring/event_scorer.h"

#include <algorithm>

#include "scoring/fusion.h"

namespace farcall {
namespace {

constexpr size_t kUsualValues = 3;

const Histogram* HistogramOf(std::span<const KeyOfEvent> keys,
                             std::span<const Histogram> histograms,
                             EntityKind kind, Attribute attribute) {
  for (const KeyOfEvent& key : keys) {
    if (key.kind == kind && key.attribute == attribute)
      return &histograms[key.index];
  }
  return nullptr;
}

std::string_view EntityName(const Event& event, EntityKind kind) {
  switch (kind) {
    case EntityKind::kCommand:
      return event.command;
    case EntityKind::kPrincipal:
      return event.principal;
    case EntityKind::kAccount:
      return event.account;
    case EntityKind::kTenant:
      return {};
  }
  return {};
}

std::vector<ValueShare> UsualValues(const Level& level, const Decay& decay,
                                    int64_t at_seconds) {
  std::vector<ValueShare> shares;
  for (const ValueCount& value : level.histogram().values()) {
    const double n = DecayedCount(value, decay, at_seconds);
    if (n > 0) shares.push_back({value.value, n / level.counts().total});
  }
  const size_t kept = std::min(kUsualValues, shares.size());
  std::partial_sort(shares.begin(),
                    shares.begin() + static_cast<std::ptrdiff_t>(kept),
                    shares.end(), [](const ValueShare& a, const ValueShare& b) {
                      return a.share > b.share;
                    });
  shares.resize(kept);
  return shares;
}

Factor MakeFactor(const Model& model, const Detector& detector,
                  const Event& event, std::string_view value,
                  std::span<const Level> levels) {
  const Histogram& asked = levels.front().histogram();
  Factor factor{.detector = &detector,
                .entity = std::string(EntityName(event, detector.entity())),
                .value = std::string(value),
                .bits = SurpriseBits(levels, model, value),
                .entity_calls = asked.calls(),
                .entity_first_seen_seconds = asked.first_seen_seconds(),
                .usual = UsualValues(levels.front(), model.decay,
                                     event.event_time_seconds),
                .state = StateOf(asked)};
  if (const ValueCount* seen = asked.Find(value)) {
    factor.value_calls = seen->calls();
    factor.value_first_seen_seconds = seen->first_seen_seconds;
    factor.value_last_seen_seconds = seen->last_seen_seconds;
  }
  return factor;
}

}  // namespace

std::string_view ValueOf(Attribute attribute, const ScoredEvent& scored) {
  switch (attribute) {
    case Attribute::kCountry:
      return scored.origin.value;
  }
  return {};
}

void ScoreEvent(const Model& model, const Event& event,
                std::span<const KeyOfEvent> keys,
                std::span<const Histogram> histograms, ScoredEvent& scored) {
  for (const Detector& detector : Detectors()) {
    if (HistogramOf(keys, histograms, detector.entity(), detector.attribute) ==
        nullptr)
      continue;
    std::vector<Level> levels;
    for (const EntityKind kind : detector.chain) {
      if (const Histogram* histogram =
              HistogramOf(keys, histograms, kind, detector.attribute)) {
        levels.emplace_back(*histogram, model.decay, model.smoothing,
                            event.event_time_seconds);
      }
    }
    scored.factors.push_back(MakeFactor(
        model, detector, event, ValueOf(detector.attribute, scored), levels));
  }
  // Detectors() asks the principal first: the first factor is the principal's,
  // or the command's where there is none.
  if (!scored.factors.empty()) scored.state = scored.factors.front().state;
  scored.score =
      ScoreOf(model, TotalBits(model, event.principal_kind, scored.factors));
  scored.risk_level = RiskLevelOf(scored.score);
  std::ranges::stable_sort(
      scored.factors,
      [](const Factor& a, const Factor& b) { return a.weight > b.weight; });
}

}  // namespace farcall
