// SPDX-License-Identifier: Apache-2.0
#include "scoring/batch_scorer.h"

#include <cmath>

#include "absl/container/flat_hash_map.h"
#include "scoring/batch_keys.h"
#include "scoring/event_scorer.h"

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

// Principals and commands observe hours. Accounts and tenants, which speak for
// peers, observe a principal's days: so a value is as usual among peers as
// there are peers who have it, however busy each of them is.
void CountEvent(const Event& event, const ScoredEvent& scored,
                std::span<const KeyOfEvent> keys,
                std::span<Histogram> histograms, std::vector<bool>& changed) {
  auto news = Histogram::News::kCall;
  for (const KeyOfEvent& key : keys) {
    Histogram& histogram = histograms[key.index];
    const std::string_view value = ValueOf(key.attribute, scored);
    changed[key.index] = true;
    switch (key.kind) {
      case EntityKind::kPrincipal:
        news = histogram.Count(value, event.event_time_seconds);
        break;
      case EntityKind::kCommand:
        histogram.Count(value, event.event_time_seconds);
        break;
      case EntityKind::kAccount:
      case EntityKind::kTenant:
        histogram.CountAs(news == Histogram::News::kDay
                              ? Histogram::As::kObservation
                              : Histogram::As::kCall,
                          value, event.event_time_seconds);
        break;
    }
  }
}

HistogramStore::Changed ScoreAndCount(const Model& model,
                                      std::span<const Event> events,
                                      const BatchKeys& keys,
                                      HistogramStore::Stored stored,
                                      std::span<ScoredEvent> scored) {
  HistogramStore::Changed changed{
      .histograms = std::vector<bool>(keys.keys().size()), .seen = {}};
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
    ScoreEvent(model, events[i], keys.of_event(i), stored.histograms,
               scored[i]);
    CountEvent(events[i], scored[i], keys.of_event(i), stored.histograms,
               changed.histograms);
    const FirstOutcome outcome = OutcomeOf(scored[i]);
    in_batch.emplace(events[i].event_id, outcome);
    changed.seen.emplace_back(i, outcome);
  }
  return changed;
}

void ScoreWithoutCounting(const Model& model, std::span<const Event> events,
                          const BatchKeys& keys, HistogramStore::Stored stored,
                          std::span<ScoredEvent> scored) {
  for (size_t i = 0; i < events.size(); ++i) {
    ScoreEvent(model, events[i], keys.of_event(i), stored.histograms,
               scored[i]);
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
  std::vector<ScoredEvent> scored(events.size());
  for (size_t i = 0; i < events.size(); ++i)
    scored[i].origin = std::move(origins[i]);

  const BatchKeys keys(tenant, events);
  std::vector<std::string_view> event_ids;
  event_ids.reserve(events.size());
  for (const Event& event : events) event_ids.push_back(event.event_id);
  const HistogramStore::Query query{tenant, keys.keys(), event_ids};

  absl::Status status =
      mode == ScoringMode::kScoreOnly
          ? store_.Read(query,
                        [&](HistogramStore::Stored stored) {
                          ScoreWithoutCounting(model_, events, keys, stored,
                                               scored);
                        })
          : store_.Update(query, [&](HistogramStore::Stored stored) {
              return ScoreAndCount(model_, events, keys, stored, scored);
            });
  if (!status.ok()) return status;
  if (mode == ScoringMode::kLearnOnly) {
    for (ScoredEvent& event : scored) event.factors.clear();
  }
  return scored;
}

}  // namespace farcall
