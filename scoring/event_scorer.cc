// SPDX-License-Identifier: Apache-2.0
#include "scoring/event_scorer.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "scoring/alert.h"
#include "scoring/attribute.h"
#include "scoring/decay.h"
#include "scoring/evaluation.h"
#include "scoring/fusion.h"

namespace farcall {
namespace {

bool IsOff(const Model& model, const Detector& detector) {
  return (model.detectors_off & SetOf(detector)) != 0;
}

// What is remembered of the place adds to what `factors` say now.
std::optional<Factor> MemoryFactor(const Evaluation& evaluation,
                                   const MemoryPlace& place,
                                   std::span<const Factor> factors) {
  const Histogram* memory = evaluation.Find(kMemorySource);
  if (memory == nullptr || memory->empty()) return std::nullopt;
  const auto recalled = Recall(*memory, evaluation.model,
                               {.place = place,
                                .at_seconds = evaluation.at_seconds(),
                                .purpose = evaluation.purpose,
                                .counted = &evaluation.counted},
                               factors);
  if (recalled.empty()) return std::nullopt;
  const double bits = SumOf(recalled, evaluation.model, factors) -
                      evaluation.model.memory_floor_bits;
  if (bits <= 0) return std::nullopt;
  Factor factor{.detector = &RecentEvidence(),
                .entity = evaluation.event.principal,
                .value = std::to_string(recalled.size()) + " things",
                .bits = bits,
                .at_seconds = evaluation.at_seconds()};
  Describe(recalled, place, factor);
  if (const Histogram* known = evaluation.Find(kPlaceSource)) {
    factor.state = StateOf(*known);
    factor.entity_first_seen_seconds = known->first_seen_seconds();
  }
  return factor;
}

// Where the event's principal calls from, as far as its short memory goes.
MemoryPlace PlaceOf(const Evaluation& evaluation) {
  MemoryPlace place;
  if (evaluation.Find(kPlaceSource) != nullptr) {
    place.origin = evaluation.counted.value(Attribute::kCountry);
  }
  if (const Histogram* networks = evaluation.Find(kNetworkSource)) {
    const HashedText& network = evaluation.counted.hashed(Attribute::kNetwork);
    place.network = network.text;
    const ValueCount* seen = networks->Find(network);
    place.network_is_new =
        seen == nullptr || DecayedCount(*seen, evaluation.moment) <= 0;
  }
  return place;
}

// Whether the event raises an alert, if it has a principal.
bool IsAlert(const Evaluation& evaluation, const ScoredEvent& scored) {
  const Histogram* raised = evaluation.Find(kOwnAlertsSource);
  const Histogram* alerts = evaluation.Find(kAlertsSource);
  if (raised == nullptr || alerts == nullptr) return false;
  const int64_t at_seconds = evaluation.at_seconds();
  double threshold = AlertThresholdBits(*alerts, evaluation.model, at_seconds);
  // They do not count for the budget, and so may not profit by it.
  if (evaluation.event.unauthenticated) {
    threshold = std::max(
        threshold,
        BitsOfScore(evaluation.model, evaluation.model.alert_threshold));
  }
  // Most events are far below it: their day need not be looked up.
  return *scored.bits >= threshold &&
         MayRaiseAlert(
             *raised, AlertOrigin(evaluation.event, scored.origin.value),
             at_seconds,
             evaluation.purpose == Purpose::kCount ? AlertsOf::kDay
                                                   : AlertsOf::kMoment) &&
         HasAlertLeft(*alerts, *raised, evaluation.model, *scored.bits,
                      at_seconds);
}

}  // namespace

MemoryPlace ScoreEvent(const Model& model, const Event& event,
                       const CountedEvent& counted,
                       std::span<Baseline* const> baselines,
                       BatchMoments& moments, Purpose purpose,
                       ScoredEvent& scored) {
  const Evaluation evaluation{.model = model,
                              .event = event,
                              .origin = scored.origin,
                              .counted = counted,
                              .baselines = baselines,
                              .moment = moments.At(event.event_time_seconds),
                              .purpose = purpose,
                              .moved = scored.moved};
  for (const Detector& detector : Detectors()) {
    if (detector.question == nullptr || IsOff(model, detector)) continue;
    if (detector.gives_way_to.has_value() &&
        !counted.value(*detector.gives_way_to).empty()) {
      continue;
    }
    const AskedLevels asked(detector, evaluation);
    if (asked.empty()) continue;
    if (auto factor = detector.question(detector, evaluation, asked.levels())) {
      scored.factors.push_back(*std::move(factor));
    }
  }
  const MemoryPlace place = PlaceOf(evaluation);
  if (!IsOff(model, RecentEvidence())) {
    if (auto recent = MemoryFactor(evaluation, place, scored.factors)) {
      scored.factors.push_back(*std::move(recent));
    }
  }
  if (counted.entity(EntityKind::kPrincipal) != CountedEvent::kNone) {
    scored.state = StateOf(evaluation.PlacesOfPrincipal());
  } else if (const Histogram* known = evaluation.Find(kCommandSource)) {
    scored.state = StateOf(*known);
  }
  scored.bits = TotalBits(model, event.principal_kind, scored.factors);
  scored.score = ScoreOf(model, *scored.bits);
  scored.risk_level = RiskLevelOf(scored.score);
  scored.alert = IsAlert(evaluation, scored);
  // Most events have no factor with a weight.
  if (!std::ranges::is_sorted(scored.factors, std::greater(),
                              &Factor::weight)) {
    std::ranges::stable_sort(scored.factors, std::greater(), &Factor::weight);
  }
  return place;
}

}  // namespace farcall
