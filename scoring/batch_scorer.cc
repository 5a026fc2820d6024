// SPDX-License-Identifier: Apache-2.0
#include "scoring/batch_scorer.h"

#include <array>
#include <cmath>

#include "absl/container/flat_hash_map.h"
#include "scoring/alert.h"
#include "scoring/batch_keys.h"
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

constexpr size_t kAttributes = 16;
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
bool IsMalicious(std::span<const KeyOfEvent> keys,
                 std::span<const Histogram> histograms) {
  const KeyOfEvent* place = FindKey(keys, kPlaceSource);
  if (place == nullptr) return false;
  const ValueCount* seen = histograms[place->index].Find(place->value);
  return seen != nullptr && seen->verdict == Verdict::kMalicious;
}

void CountEvent(const Event& event, std::span<const KeyOfEvent> keys,
                std::span<Histogram> histograms, std::vector<bool>& changed) {
  const bool malicious = IsMalicious(keys, histograms);
  std::array<Histogram::News, kAttributes> news{};
  for (const KeyOfEvent& key : keys) {
    if (key.value.empty()) continue;
    const Attribute attribute = key.source.attribute;
    Histogram& histogram = histograms[key.index];
    changed[key.index] = true;
    if (ObservesHours(key.source)) {
      const auto counted = histogram.Count(key.value, event.event_time_seconds);
      if (key.source.entity == EntityKind::kPrincipal) {
        news[IndexOf(attribute)] = counted;
      }
      continue;
    }
    const bool observed =
        news[IndexOf(ObservedAs(attribute))] == Histogram::News::kDay;
    histogram.CountAs(observed && !malicious ? Histogram::As::kObservation
                                             : Histogram::As::kCall,
                      key.value, event.event_time_seconds);
    if (key.source == kOwnFailuresSource) ForgetOldFailures(histogram);
  }
}

// Keeps what was odd about the event: for how long its place is in quarantine,
// and for the short memory. `place` is where it came from before it was
// counted.
void NoteSurprise(const Event& event, const MemoryPlace& place,
                  std::span<const KeyOfEvent> keys, const ScoredEvent& scored,
                  std::span<Histogram> histograms, std::vector<bool>& changed) {
  for (const Factor& factor : scored.factors) {
    // Where a principal has no usual place yet, there is none to deviate from.
    if (factor.detector->role != Detector::Role::kPlace ||
        factor.usual.empty()) {
      continue;
    }
    histograms[FindKey(keys, kPlaceSource)->index].Note(factor.value,
                                                        Centibits(factor.bits));
  }
  const KeyOfEvent* memory = FindKey(keys, kMemorySource);
  const KeyOfEvent* alerts = FindKey(keys, kAlertsSource);
  if (memory == nullptr || alerts == nullptr) return;
  Histogram& remembered = histograms[memory->index];
  const bool odd =
      Remember(place, scored.factors, event.event_time_seconds, remembered);
  const bool best = CountForAlerts(
      scored.bits, scored.alert, scored.origin.value, event.event_time_seconds,
      remembered, histograms[alerts->index]);
  if (!odd && !best) return;
  ForgetOld(remembered);
  changed[memory->index] = true;
  if (best) changed[alerts->index] = true;
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
    const MemoryPlace place = ScoreEvent(model, events[i], keys.of_event(i),
                                         stored.histograms, scored[i]);
    CountEvent(events[i], keys.of_event(i), stored.histograms,
               changed.histograms);
    NoteSurprise(events[i], place, keys.of_event(i), scored[i],
                 stored.histograms, changed.histograms);
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
  const BatchKeys keys(tenant, events, origins);
  std::vector<ScoredEvent> scored(events.size());
  for (size_t i = 0; i < events.size(); ++i)
    scored[i].origin = std::move(origins[i]);
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
