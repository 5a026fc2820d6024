// SPDX-License-Identifier: Apache-2.0
#include "scoring/event_scorer.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <optional>

#include "scoring/evidence.h"
#include "scoring/failure_window.h"
#include "scoring/fusion.h"

namespace farcall {
namespace {

constexpr size_t kUsualValues = 3;

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
std::vector<Level> LevelsOf(const Model& model, const Detector& detector,
                            std::span<const KeyOfEvent> keys,
                            std::span<const Histogram> histograms,
                            int64_t at_seconds) {
  struct Found {
    const Histogram* values;
    const Histogram* total;
  };
  std::vector<Found> chain;
  for (const LevelSource& level : detector.chain) {
    const KeyOfEvent* values = FindKey(keys, level.values);
    const KeyOfEvent* total = FindKey(keys, level.total);
    if (values != nullptr && total != nullptr) {
      chain.push_back({&histograms[values->index], &histograms[total->index]});
    } else if (chain.empty()) {
      return {};
    }
  }
  Decay decay = model.decay;
  // On its first day all that a tenant does is new: there is nothing yet that
  // it could hide in, and it counts at once.
  decay.founded_seconds =
      chain.back().total->first_seen_seconds() + decay.settling_seconds;
  std::vector<Level> levels;
  levels.reserve(chain.size());
  for (const Found& found : chain) {
    levels.emplace_back(*found.values, *found.total, decay, model.smoothing,
                        at_seconds);
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

// p of what is most usual, at the nearest level that knows any; 0 if none does.
double UsualProbability(const Detector& detector,
                        std::span<const Level> levels) {
  for (const Level& level : levels) {
    if (level.counts().total <= 0) continue;
    if (!level.whole()) return detector.usual;
    return std::min(detector.usual, Probability(levels, detector.flat,
                                                level.counts().most_usual));
  }
  return 0;
}

double RareBits(const Model& model, const Detector& detector,
                std::span<const Level> levels, std::string_view value) {
  const double expected = UsualProbability(detector, levels);
  if (expected == 0) return 0;
  // Who is new does everything for the first time: that is no evidence. A place
  // where none of its peers ever was is news even then.
  double known = levels.front().counts().total;
  if (detector.role != Detector::Role::kEvidence) {
    for (const Level& level : levels) {
      known = std::max(known, level.counts().total);
    }
  }
  return SurpriseBits(expected, Probability(levels, detector.flat, value),
                      known, model.evidence_half);
}

// Bits for a place that is not usual while another one that is was used within
// the last hours, or is used soon after.
double ElsewhereBits(const Model& model, const Level& places,
                     std::string_view value, int64_t at_seconds) {
  double elsewhere = 0;
  for (const ValueCount& other : places.histogram().values()) {
    if (other.value == value || other.value.starts_with('@')) continue;
    const int64_t apart = std::abs(at_seconds - other.last_seen_seconds);
    if (apart > model.elsewhere_seconds) continue;
    elsewhere = std::max(elsewhere, places.CountOf(other));
  }
  const ValueCount* seen = places.histogram().Find(value);
  const double here = seen == nullptr ? 0 : places.CountOf(*seen);
  return elsewhere > 0 ? model.elsewhere_bits * elsewhere /
                             (elsewhere + model.evidence_half + 20 * here)
                       : 0;
}

double SpikeBits(const FailureSpike& spike) {
  if (spike.failures < 3) return 0;
  return std::max(0.0, std::log2(static_cast<double>(spike.windows + 1) /
                                 static_cast<double>(spike.windows_like + 1)) -
                           3);
}

double BitsOf(const Model& model, const Detector& detector, const Event& event,
              std::string_view value, std::span<const Level> levels) {
  switch (detector.question) {
    case Detector::Question::kRare:
      return RareBits(model, detector, levels, value);
    case Detector::Question::kElsewhere:
      return ElsewhereBits(model, levels.front(), value,
                           event.event_time_seconds);
    case Detector::Question::kSpike:
      return SpikeBits(
          SpikeOf(levels.front().histogram(), event.event_time_seconds));
    case Detector::Question::kMemory:
      break;
  }
  return 0;
}

Factor MakeFactor(const Model& model, const Detector& detector,
                  const Event& event, std::string_view value,
                  std::span<const Level> levels) {
  const Histogram& asked = levels.front().histogram();
  Factor factor{.detector = &detector,
                .entity = std::string(EntityName(event, detector.entity())),
                .value = std::string(value),
                .bits = BitsOf(model, detector, event, value, levels),
                .entity_calls = asked.calls(),
                .entity_first_seen_seconds = asked.first_seen_seconds(),
                .usual = UsualValues(levels.front()),
                .state = StateOf(asked)};
  if (const ValueCount* seen = asked.Find(value)) {
    factor.value_calls = seen->calls();
    factor.value_first_seen_seconds = seen->first_seen_seconds;
    factor.value_last_seen_seconds = seen->last_seen_seconds;
    factor.in_quarantine =
        InQuarantine(*seen, model.decay, event.event_time_seconds);
  }
  return factor;
}

// What is remembered of the place adds to what `factors` say now.
std::optional<Factor> MemoryFactor(const Model& model, const Event& event,
                                   std::span<const KeyOfEvent> keys,
                                   std::span<const Histogram> histograms,
                                   std::span<const Factor> factors) {
  const KeyOfEvent* key = FindKey(keys, kMemorySource);
  if (key == nullptr) return std::nullopt;
  const auto recalled = Recall(histograms[key->index], model,
                               PlaceOf(model, event, keys, histograms), factors,
                               event.event_time_seconds);
  if (recalled.empty()) return std::nullopt;
  Factor factor{.detector = &RecentEvidence(), .entity = event.principal};
  for (const Remembered& thing : recalled) {
    factor.bits += thing.bits;
    factor.value_calls += thing.calls;
    if (!factor.value.empty()) factor.value += ", ";
    factor.value += thing.detector;
    if (!thing.value.empty()) factor.value.append(" ").append(thing.value);
  }
  factor.bits = std::max(0.0, factor.bits - model.memory_floor_bits);
  return factor;
}

}  // namespace

MemoryPlace PlaceOf(const Model& model, const Event& event,
                    std::span<const KeyOfEvent> keys,
                    std::span<const Histogram> histograms) {
  MemoryPlace place;
  if (const auto* country = FindKey(keys, kPlaceSource)) {
    place.origin = country->value;
  }
  if (const auto* network = FindKey(keys, kNetworkSource)) {
    place.network = network->value;
    const ValueCount* seen = histograms[network->index].Find(network->value);
    place.network_is_new =
        seen == nullptr ||
        DecayedCount(*seen, model.decay, event.event_time_seconds) <= 0;
  }
  return place;
}

void ScoreEvent(const Model& model, const Event& event,
                std::span<const KeyOfEvent> keys,
                std::span<const Histogram> histograms, ScoredEvent& scored) {
  for (const Detector& detector : Detectors()) {
    if (detector.question == Detector::Question::kMemory) continue;
    const auto levels =
        LevelsOf(model, detector, keys, histograms, event.event_time_seconds);
    if (levels.empty()) continue;
    const KeyOfEvent* key = FindKey(keys, detector.chain.front().values);
    scored.factors.push_back(
        MakeFactor(model, detector, event, key->value, levels));
  }
  // Detectors() asks the principal first: the first factor is the principal's,
  // or the command's where there is none.
  if (!scored.factors.empty()) scored.state = scored.factors.front().state;
  if (auto memory =
          MemoryFactor(model, event, keys, histograms, scored.factors)) {
    scored.factors.push_back(*std::move(memory));
  }
  scored.score =
      ScoreOf(model, TotalBits(model, event.principal_kind, scored.factors));
  scored.risk_level = RiskLevelOf(scored.score);
  // What is as usual says nothing, but for whence the call came.
  std::erase_if(scored.factors, [](const Factor& factor) {
    return factor.bits <= 0 &&
           (factor.detector->attribute != Attribute::kCountry ||
            factor.detector->role == Detector::Role::kEvidence);
  });
  std::ranges::stable_sort(
      scored.factors,
      [](const Factor& a, const Factor& b) { return a.weight > b.weight; });
}

}  // namespace farcall
