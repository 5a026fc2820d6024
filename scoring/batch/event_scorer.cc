// SPDX-License-Identifier: Apache-2.0
#include "scoring/batch/event_scorer.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "scoring/batch/alert.h"
#include "scoring/batch/sort_few.h"
#include "scoring/counts/decay.h"
#include "scoring/detectors/evaluation.h"
#include "scoring/detectors/fusion.h"
#include "scoring/records/attribute.h"

namespace farcall {
namespace {

bool IsOff(const Model& model, const Detector& detector) {
  return model.detectors_off != 0 &&
         (model.detectors_off & SetOf(detector)) != 0;
}

// What is remembered of the place adds to what `anomalies` say now. Leaves in
// `recalled` what it was.
std::optional<Anomaly> FindMemory(const Evaluation& evaluation,
                                  const MemoryPlace& place,
                                  std::span<const Anomaly> anomalies,
                                  RecalledThings& recalled) {
  const ShortMemory& memory = evaluation.Own().memory;
  if (memory.empty()) return std::nullopt;
  recalled = Recall(memory, evaluation.model,
                    {.place = place,
                     .at_seconds = evaluation.at_seconds(),
                     .purpose = evaluation.purpose,
                     .counted = &evaluation.counted},
                    anomalies);
  if (recalled.empty()) return std::nullopt;
  const double bits = SumOf(recalled, evaluation.model, anomalies) -
                      evaluation.model.memory_floor_bits;
  if (bits <= 0) return std::nullopt;
  return Anomaly{.detector = &RecentEvidence(), .bits = bits};
}

void ReportMemory(const Anomaly& anomaly, const Evaluation& evaluation,
                  const MemoryPlace& place,
                  std::span<const Remembered> recalled, Factor& factor) {
  factor.detector = anomaly.detector;
  factor.entity = evaluation.event.principal;
  factor.value = std::to_string(recalled.size()) + " things";
  factor.bits = anomaly.bits;
  factor.weight = anomaly.weight;
  factor.at_seconds = evaluation.at_seconds();
  Describe(recalled, place, factor);
  if (const Histogram* known = evaluation.Find(kPlaceSource)) {
    factor.state = StateOf(*known);
    factor.entity_first_seen_seconds = known->first_seen_seconds();
  }
}

// Asks all detectors but the short memory.
Anomalies AskDetectors(const Evaluation& evaluation) {
  Anomalies anomalies;
  for (const Detector& detector : Detectors()) {
    if (!detector.question || IsOff(evaluation.model, detector)) continue;
    if (detector.gives_way_to.has_value() &&
        !evaluation.counted.value(*detector.gives_way_to).empty()) {
      continue;
    }
    const AskedLevels asked(detector, evaluation);
    if (asked.empty() && !detector.chain.empty()) continue;
    const auto anomaly =
        detector.question->ask(detector, evaluation, asked.levels());
    if (anomaly) anomalies.push_back(*anomaly);
  }
  return anomalies;
}

std::vector<Factor> Report(const Evaluation& evaluation,
                           const Surprise& surprise,
                           std::span<const Remembered> recalled) {
  std::vector<Factor> factors;
  factors.reserve(surprise.anomalies.size());
  for (const Anomaly& anomaly : surprise.anomalies) {
    const Detector& detector = *anomaly.detector;
    Factor& factor = factors.emplace_back();
    if (!detector.question) {
      ReportMemory(anomaly, evaluation, surprise.place, recalled, factor);
      continue;
    }
    const AskedLevels asked(detector, evaluation);
    detector.question->report(anomaly, evaluation, asked.levels(), factor);
  }
  return factors;
}

bool IsPlaceInQuarantine(const Anomaly& anomaly) {
  return anomaly.detector->role == Detector::Role::kPlace &&
         anomaly.standing == Standing::kQuarantine;
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

// Whether the event of a principal is odd enough for an alert.
bool ReachesThreshold(const Evaluation& evaluation, const ScoredEvent& scored) {
  const Baseline* tenant = evaluation.Find(EntityKind::kTenant);
  if (tenant == nullptr) return false;
  const AlertDistribution& alerts = tenant->distribution.Get();
  const int64_t at_seconds = evaluation.at_seconds();
  double threshold = AlertThresholdBits(alerts, evaluation.model, at_seconds);
  // They do not count for the budget, and so may not profit by it.
  if (evaluation.event.unauthenticated) {
    threshold = std::max(
        threshold,
        BitsOfScore(evaluation.model, evaluation.model.alert_threshold));
  }
  return *scored.bits >= threshold &&
         HasAlertLeft(alerts, evaluation.Own().alerts.Get(), evaluation.model,
                      *scored.bits, at_seconds);
}

// Whether an event that reaches the threshold is the first of its day.
bool MayRaiseAlert(const Evaluation& evaluation, const ScoredEvent& scored) {
  return evaluation.Own().alerts.Get().MayRaise(
      AlertOrigin(evaluation.event, scored.origin.value),
      evaluation.at_seconds(),
      evaluation.purpose == Purpose::kCount ? AlertsOf::kDay
                                            : AlertsOf::kMoment);
}

}  // namespace

Surprise ScoreEvent(const Model& model, const Event& event,
                    const CountedEvent& counted,
                    std::span<Baseline* const> baselines, BatchMoments& moments,
                    const ScoringRequest& request, ScoredEvent& scored) {
  const Evaluation evaluation{.model = model,
                              .event = event,
                              .origin = scored.origin,
                              .counted = counted,
                              .baselines = baselines,
                              .moment = moments.At(event.event_time_seconds),
                              .moments = moments,
                              .purpose = request.purpose,
                              .moved = scored.moved};
  Surprise surprise{.place = PlaceOf(evaluation),
                    .anomalies = AskDetectors(evaluation)};
  Anomalies& anomalies = surprise.anomalies;
  RecalledThings recalled;
  if (!IsOff(model, RecentEvidence())) {
    const auto recent =
        FindMemory(evaluation, surprise.place, anomalies, recalled);
    if (recent) anomalies.push_back(*recent);
  }
  if (counted.entity(EntityKind::kPrincipal) != CountedEvent::kNone) {
    scored.state = StateOf(evaluation.PlacesOfPrincipal());
  } else if (const Histogram* known = evaluation.Find(kCommandSource)) {
    scored.state = StateOf(*known);
  }
  scored.bits = TotalBits(model, event.principal_kind,
                          {anomalies.data(), anomalies.size()});
  scored.score = ScoreOf(model, *scored.bits);
  scored.risk_level = RiskLevelOf(scored.score);
  surprise.reaches_threshold = ReachesThreshold(evaluation, scored);
  scored.alert =
      surprise.reaches_threshold && MayRaiseAlert(evaluation, scored);
  scored.place_in_quarantine =
      std::ranges::any_of(anomalies, IsPlaceInQuarantine);
  SortFew(anomalies, std::greater(), &Anomaly::weight);
  if ((request.factors_from && scored.risk_level >= *request.factors_from) ||
      (request.explains_alerts && surprise.reaches_threshold)) {
    scored.factors = Report(evaluation, surprise, recalled);
  }
  return surprise;
}

}  // namespace farcall
