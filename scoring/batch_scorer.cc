// SPDX-License-Identifier: Apache-2.0
#include "scoring/batch_scorer.h"

#include <array>
#include <cmath>

#include "absl/container/flat_hash_map.h"
#include "scoring/alert.h"
#include "scoring/batch_entities.h"
#include "scoring/event_scorer.h"
#include "scoring/failure_window.h"

namespace farcall {
namespace {

double ScoreFromHundredths(uint16_t hundredths) { return hundredths / 100.0; }

FirstOutcome OutcomeOf(const ScoredEvent& scored) {
  return {static_cast<uint16_t>(std::lround(scored.score * 100)), scored.state};
}

void AnswerDuplicate(const FirstOutcome& first, ScoredEvent& scored) {
  scored.duplicate = true;
  scored.score = ScoreFromHundredths(first.score_hundredths);
  scored.risk_level = RiskLevelOf(scored.score);
  scored.state = first.state;
}

size_t IndexOf(Attribute attribute) { return static_cast<size_t>(attribute); }

// The attribute whose news decide what a peer's histogram observes.
Attribute ObservedAs(Attribute attribute) {
  return attribute == Attribute::kService ? Attribute::kCommand : attribute;
}

// Principals and commands observe hours. Peers, accounts and tenants, and
// commands of who calls them, speak for peers and observe a principal's days:
// so a value is as usual among peers as there are peers who have it, however
// busy each of them is. Failures are counted by a time of their own.
bool ObservesHours(Source source) {
  if (source.attribute == Attribute::kFailures) return false;
  return source.entity == EntityKind::kPrincipal ||
         (source.entity == EntityKind::kCommand &&
          source.attribute != Attribute::kCommand);
}

// What somebody called malicious does not become usual for peers.
bool IsMalicious(const CountedEvent& counted,
                 std::span<const Baseline> baselines) {
  if (!counted.Has(kPlaceSource)) return false;
  const ValueCount* seen = counted.Of(kPlaceSource, baselines)
                               .Find(counted.value(Attribute::kCountry));
  return seen != nullptr && seen->verdict == Verdict::kMalicious;
}

void CountEvent(const Event& event, const CountedEvent& counted,
                std::span<Baseline> baselines, std::vector<bool>& changed) {
  const bool malicious = IsMalicious(counted, baselines);
  std::array<Histogram::News, kAttributeEnd> news{};
  for (const Source& source : CountedSources()) {
    const Attribute attribute = source.attribute;
    const std::string_view value = counted.value(attribute);
    if (value.empty() || !counted.Has(source)) continue;
    const bool by_hours = ObservesHours(source);
    // Once it is benign, peers are given all its calls.
    if (malicious && !by_hours && attribute != Attribute::kFailures) continue;
    const size_t entity = counted.entity(source.entity);
    Histogram& histogram = baselines[entity].At(attribute);
    changed[entity] = true;
    if (by_hours) {
      const auto seen = histogram.Count(value, event.event_time_seconds);
      if (source.entity == EntityKind::kPrincipal) {
        news[IndexOf(attribute)] = seen;
      }
      continue;
    }
    const bool observed =
        news[IndexOf(ObservedAs(attribute))] == Histogram::News::kDay;
    histogram.CountAs(
        observed ? Histogram::As::kObservation : Histogram::As::kCall, value,
        event.event_time_seconds);
    if (source == kOwnFailuresSource) ForgetOldFailures(histogram);
  }
}

// Keeps what was odd about the event: for how long its place is in quarantine,
// and for the short memory. `place` is where it came from before it was
// counted.
void NoteSurprise(const Event& event, const MemoryPlace& place,
                  const CountedEvent& counted, const ScoredEvent& scored,
                  std::span<Baseline> baselines, std::vector<bool>& changed) {
  const size_t principal = counted.entity(EntityKind::kPrincipal);
  if (principal == CountedEvent::kNone) return;
  Baseline& own = baselines[principal];

  for (const Factor& factor : scored.factors) {
    // Where a principal has no usual place yet, there is none to deviate from.
    if (factor.detector->role != Detector::Role::kPlace ||
        factor.usual.empty()) {
      continue;
    }
    own.At(Attribute::kCountry).Note(factor.value, Centibits(factor.bits));
  }
  const size_t tenant = counted.entity(EntityKind::kTenant);
  Histogram& remembered = own.At(Attribute::kEvidence);
  const bool odd =
      Remember(place, scored.factors, event.event_time_seconds, remembered);
  const bool best = CountForAlerts(
      scored.bits, scored.alert, scored.origin.value, event.event_time_seconds,
      remembered, baselines[tenant].At(Attribute::kAlerts));
  if (!odd && !best) return;
  ForgetOld(remembered);
  changed[principal] = true;
  changed[tenant] = true;
}

HistogramStore::Changed ScoreAndCount(const Model& model,
                                      std::span<const Event> events,
                                      const BatchEntities& entities,
                                      HistogramStore::Stored stored,
                                      std::span<ScoredEvent> scored) {
  HistogramStore::Changed changed{
      .baselines = std::vector<bool>(entities.entities().size()), .seen = {}};
  Summaries summaries = MakeSummaries(model, entities.entities().size());
  absl::flat_hash_map<std::string_view, FirstOutcome> in_batch;
  for (size_t i = 0; i < events.size(); ++i) {
    if (const auto& first = stored.first_outcomes[i]; first.has_value()) {
      AnswerDuplicate(*first, scored[i]);
      continue;
    }
    if (const auto it = in_batch.find(events[i].event_id);
        it != in_batch.end()) {
      AnswerDuplicate(it->second, scored[i]);
      continue;
    }
    const CountedEvent& counted = entities.of_event(i);
    const MemoryPlace place = ScoreEvent(
        model, events[i], counted, stored.baselines, summaries, scored[i]);
    CountEvent(events[i], counted, stored.baselines, changed.baselines);
    NoteSurprise(events[i], place, counted, scored[i], stored.baselines,
                 changed.baselines);
    const FirstOutcome outcome = OutcomeOf(scored[i]);
    in_batch.emplace(events[i].event_id, outcome);
    changed.seen.emplace_back(i, outcome);
  }
  return changed;
}

void ScoreWithoutCounting(const Model& model, std::span<const Event> events,
                          const BatchEntities& entities,
                          HistogramStore::Stored stored,
                          std::span<ScoredEvent> scored) {
  Summaries summaries = MakeSummaries(model, entities.entities().size());
  for (size_t i = 0; i < events.size(); ++i) {
    ScoreEvent(model, events[i], entities.of_event(i), stored.baselines,
               summaries, scored[i]);
    if (const auto& first = stored.first_outcomes[i]; first.has_value()) {
      scored[i].duplicate = true;
      scored[i].first_score = ScoreFromHundredths(first->score_hundredths);
    }
  }
}

}  // namespace

absl::StatusOr<std::vector<ScoredEvent>> BatchScorer::Score(
    std::string_view tenant, std::span<const Event> events,
    ScoringMode mode) const {
  std::vector<Origin> origins(events.size());
  origins_.Resolve(events, origins);
  const BatchEntities entities(tenant, events, origins);
  std::vector<ScoredEvent> scored(events.size());
  for (size_t i = 0; i < events.size(); ++i) scored[i].origin = origins[i];
  std::vector<std::string_view> event_ids;
  event_ids.reserve(events.size());
  for (const Event& event : events) event_ids.push_back(event.event_id);
  const HistogramStore::Query query{tenant, entities.entities(), event_ids};

  absl::Status status =
      mode == ScoringMode::kScoreOnly
          ? store_.Read(query,
                        [&](HistogramStore::Stored stored) {
                          ScoreWithoutCounting(model_, events, entities, stored,
                                               scored);
                        })
          : store_.Update(query, [&](HistogramStore::Stored stored) {
              return ScoreAndCount(model_, events, entities, stored, scored);
            });
  if (!status.ok()) return status;
  if (mode == ScoringMode::kLearnOnly) {
    for (ScoredEvent& event : scored) event.factors.clear();
  }
  return scored;
}

}  // namespace farcall
