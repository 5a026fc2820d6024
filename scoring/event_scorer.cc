// SPDX-License-Identifier: Apache-2.0
#include "scoring/event_scorer.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "scoring/alert.h"
#include "scoring/evidence.h"
#include "scoring/explanation.h"
#include "scoring/failure_window.h"
#include "scoring/fusion.h"

namespace farcall {
namespace {

constexpr size_t kUsualValues = 3;
// An hour in a second place weighs so many of the first: who has both is not
// odd for it.
constexpr double kUsedToBoth = 20;

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
  double total = 0;  // more than was seen, where people called some benign
  for (const ValueCount& value : level.histogram().values()) {
    const double n = level.CountOf(value);
    if (n > 0) shares.push_back({value.value, n});
    total += n;
  }
  for (ValueShare& share : shares) share.share /= total;
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

// Another place of the principal's, called from just before the event.
struct Elsewhere {
  const ValueCount* place = nullptr;
  double weight = 0;         // of the place
  int64_t hour_seconds = 0;  // in which it was last called from
};

Elsewhere FindElsewhere(const Model& model, const Level& places,
                        std::string_view value, int64_t at_seconds) {
  Elsewhere found;
  for (const ValueCount& other : places.histogram().values()) {
    if (other.value == value || other.value.starts_with('@')) continue;
    const int64_t hour_seconds = LastHourBy(other, at_seconds);
    if (at_seconds / kSlotSeconds - hour_seconds / kSlotSeconds >
        model.elsewhere_hours) {
      continue;
    }
    const double weight = places.CountOf(other);
    if (weight > found.weight) found = {&other, weight, hour_seconds};
  }
  return found;
}

// Fewer for who is often in several places: VPN users.
void AskElsewhere(const Model& model, const Level& places, int64_t at_seconds,
                  Factor& factor) {
  const Elsewhere elsewhere =
      FindElsewhere(model, places, factor.value, at_seconds);
  if (elsewhere.place == nullptr) return;
  const ValueCount* seen = places.histogram().Find(factor.value);
  const double here = seen == nullptr ? 0 : places.CountOf(*seen);
  factor.bits = model.elsewhere_bits * elsewhere.weight /
                (elsewhere.weight + model.evidence_half + kUsedToBoth * here);
  factor.usual = {
      {elsewhere.place->value, elsewhere.weight / places.counts().total}};
  factor.detail = std::string(ShortName(factor.entity)) + " also called from " +
                  elsewhere.place->value + " in the hour from " +
                  Minute(elsewhere.hour_seconds);
}

void AskSpike(const Histogram& failures, const Histogram& own,
              int64_t at_seconds, Factor& factor) {
  const FailureSpike spike = SpikeOf(failures, own, factor.value, at_seconds);
  factor.bits = SpikeBits(spike);
  factor.value = std::to_string(spike.failures) + " failures";
  factor.value_calls = spike.failures;
  factor.detail = WithThousands(spike.failures) + " failed calls with " +
                  std::to_string(spike.kinds) +
                  " kinds of message in account " + factor.entity +
                  " within 15 minutes, " + WithThousands(spike.own) +
                  " of them the principal's; as many failures in " +
                  WithThousands(spike.as_many) + ", as many kinds in " +
                  WithThousands(spike.as_many_kinds) + " of " +
                  WithThousands(spike.windows) + " such times before";
}

// What is as usual says nothing, but for whence the call came.
bool IsTold(const Factor& factor) {
  return factor.bits > 0 ||
         (factor.detector->attribute == Attribute::kCountry &&
          factor.detector->role != Detector::Role::kEvidence);
}

// What a detector says of the event; nothing where that is as usual.
std::optional<Factor> MakeFactor(const Model& model, const Detector& detector,
                                 const Event& event, std::string_view value,
                                 std::span<const Level> levels) {
  const int64_t at_seconds = event.event_time_seconds;
  const Histogram& asked = levels.front().histogram();
  Factor factor{.detector = &detector,
                .entity = *EntityName(event, detector.entity()),
                .value = std::string(value)};
  if (const ValueCount* seen = asked.Find(value)) {
    factor.value_calls = seen->calls();
    factor.value_first_seen_seconds = seen->first_seen_seconds;
    factor.value_last_seen_seconds = seen->last_seen_seconds;
    factor.in_quarantine = InQuarantine(*seen, model.decay, at_seconds);
  }
  switch (detector.question) {
    case Detector::Question::kRare:
      factor.bits = RareBits(model, detector, levels, value);
      if (IsTold(factor)) factor.usual = UsualValues(levels.front());
      break;
    case Detector::Question::kElsewhere:
      AskElsewhere(model, levels.front(), at_seconds, factor);
      break;
    case Detector::Question::kSpike:
      AskSpike(asked, levels.back().histogram(), at_seconds, factor);
      break;
    case Detector::Question::kMemory:
      break;  // see MemoryFactor()
  }
  if (!IsTold(factor)) return std::nullopt;
  factor.entity_calls = asked.calls();
  factor.entity_first_seen_seconds = asked.first_seen_seconds();
  factor.state = StateOf(asked);
  return factor;
}

bool IsOff(const Model& model, const Detector& detector) {
  const auto index = &detector - Detectors().data();
  return (model.detectors_off >> index & 1) != 0;
}

// What is remembered of the place adds to what `factors` say now.
std::optional<Factor> MemoryFactor(const Model& model, const Event& event,
                                   std::span<const KeyOfEvent> keys,
                                   std::span<const Histogram> histograms,
                                   const MemoryPlace& place,
                                   std::span<const Factor> factors) {
  const KeyOfEvent* key = FindKey(keys, kMemorySource);
  if (key == nullptr) return std::nullopt;
  const auto recalled = Recall(histograms[key->index], model, place, factors,
                               event.event_time_seconds);
  Factor factor{.detector = &RecentEvidence(), .entity = event.principal};
  if (const KeyOfEvent* known = FindKey(keys, kPlaceSource)) {
    factor.state = StateOf(histograms[known->index]);
    factor.entity_first_seen_seconds =
        histograms[known->index].first_seen_seconds();
  }
  for (const Remembered& thing : recalled) {
    factor.bits += thing.bits;
  }
  factor.bits = std::max(0.0, factor.bits - model.memory_floor_bits);
  if (factor.bits <= 0) return std::nullopt;
  factor.value = std::to_string(recalled.size()) + " things";
  factor.detail = Describe(recalled);
  return factor;
}

// Where the event's principal calls from, as far as its short memory goes.
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

// Whether the event raises an alert, if it has a principal.
bool IsAlert(const Model& model, const Event& event,
             std::span<const KeyOfEvent> keys,
             std::span<const Histogram> histograms, const ScoredEvent& scored) {
  const KeyOfEvent* memory = FindKey(keys, kMemorySource);
  const KeyOfEvent* alerts = FindKey(keys, kAlertsSource);
  if (memory == nullptr || alerts == nullptr) return false;
  const int64_t at_seconds = event.event_time_seconds;
  const double threshold =
      AlertThresholdBits(histograms[alerts->index], model, at_seconds);
  // Most events are far below it: their day need not be looked up.
  return scored.bits >= threshold &&
         RaisesAlert(scored.bits,
                     BestOfDay(histograms[memory->index], scored.origin.value,
                               at_seconds),
                     threshold);
}

}  // namespace

MemoryPlace ScoreEvent(const Model& model, const Event& event,
                       std::span<const KeyOfEvent> keys,
                       std::span<const Histogram> histograms,
                       ScoredEvent& scored) {
  for (const Detector& detector : Detectors()) {
    if (detector.question == Detector::Question::kMemory ||
        IsOff(model, detector)) {
      continue;
    }
    const auto levels =
        LevelsOf(model, detector, keys, histograms, event.event_time_seconds);
    if (levels.empty()) continue;
    const KeyOfEvent* key = FindKey(keys, detector.chain.front().values);
    if (auto factor = MakeFactor(model, detector, event, key->value, levels)) {
      scored.factors.push_back(*std::move(factor));
    }
  }
  const MemoryPlace place = PlaceOf(model, event, keys, histograms);
  if (!IsOff(model, RecentEvidence())) {
    if (auto recent = MemoryFactor(model, event, keys, histograms, place,
                                   scored.factors)) {
      scored.factors.push_back(*std::move(recent));
    }
  }
  const KeyOfEvent* known = FindKey(keys, kPlaceSource);
  if (known == nullptr) known = FindKey(keys, kCommandSource);
  if (known != nullptr) scored.state = StateOf(histograms[known->index]);
  scored.bits = TotalBits(model, event.principal_kind, scored.factors);
  scored.score = ScoreOf(model, scored.bits);
  scored.risk_level = RiskLevelOf(scored.score);
  scored.alert = IsAlert(model, event, keys, histograms, scored);
  std::ranges::stable_sort(
      scored.factors,
      [](const Factor& a, const Factor& b) { return a.weight > b.weight; });
  return place;
}

}  // namespace farcall
