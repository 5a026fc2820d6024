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

// The chain that a detector asks for this event, as far as the event is counted
// in it; empty if it is not counted for the detector's own entity.
std::vector<const Histogram*> ChainOf(const Detector& detector,
                                      std::span<const KeyOfEvent> keys,
                                      std::span<const Histogram> histograms) {
  std::vector<const Histogram*> chain;
  for (const EntityKind kind : detector.chain) {
    const Histogram* histogram =
        HistogramOf(keys, histograms, kind, detector.attribute);
    if (histogram != nullptr) {
      chain.push_back(histogram);
    } else if (kind == detector.entity()) {
      break;
    }
  }
  return chain;
}

std::vector<Level> LevelsOf(const Model& model,
                            const std::vector<const Histogram*>& chain,
                            int64_t at_seconds) {
  Decay decay = model.decay;
  // On its first day all that a tenant does is new: there is nothing yet that
  // it could hide in, and it counts at once.
  decay.founded_seconds =
      chain.back()->first_seen_seconds() + decay.settling_seconds;
  std::vector<Level> levels;
  levels.reserve(chain.size());
  for (const Histogram* histogram : chain) {
    levels.emplace_back(*histogram, decay, model.smoothing, at_seconds);
  }
  return levels;
}

std::vector<ValueShare> UsualValues(const Level& level) {
  std::vector<ValueShare> shares;
  for (const ValueCount& value : level.histogram().values()) {
    const double n = level.CountOf(value);
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
                .usual = UsualValues(levels.front()),
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
    const auto chain = ChainOf(detector, keys, histograms);
    if (chain.empty()) continue;
    const auto levels = LevelsOf(model, chain, event.event_time_seconds);
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
