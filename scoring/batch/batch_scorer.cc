// SPDX-License-Identifier: Apache-2.0
#include "scoring/batch/batch_scorer.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "scoring/batch/alert.h"
#include "scoring/batch/event_effects.h"
#include "scoring/batch/event_scorer.h"
#include "scoring/batch/evidence.h"
#include "scoring/batch/finding_writer.h"
#include "scoring/batch/ledger_note.h"
#include "scoring/counts/hashed_text.h"
#include "scoring/detectors/batch_entities.h"
#include "scoring/detectors/evaluation.h"
#include "scoring/records/attribute.h"
#include "scoring/records/network_answers.h"

namespace farcall {
namespace {

FirstOutcome OutcomeOf(const ScoredEvent& scored) {
  return {.score_hundredths = ScoreHundredths(scored.score),
          .state = scored.state,
          .alert = scored.alert};
}

// Whether somebody called the place of the event's principal malicious.
bool IsMalicious(Attribute place, const CountedEvent& counted,
                 std::span<Baseline* const> baselines) {
  const Source own{EntityKind::kPrincipal, place};
  if (!counted.Has(own)) return false;
  const ValueCount* seen =
      counted.Of(own, baselines).Find(counted.hashed(place));
  return seen != nullptr && seen->judgement.verdict == Verdict::kMalicious;
}

// How odd the place was that the event came from: that decides for how long it
// is in quarantine, and the operator of its network with it.
uint32_t PlaceCentibits(std::span<const Anomaly> anomalies) {
  uint32_t most = 0;
  for (const Anomaly& anomaly : anomalies) {
    // Where a principal has no usual place yet, there is none to deviate from.
    if (anomaly.detector->role != Detector::Role::kPlace || anomaly.bits <= 0 ||
        !anomaly.has_usual) {
      continue;
    }
    most = std::max(most, Centibits(anomaly.bits));
  }
  return most;
}

// One pass over the events of a batch that is counted.
class Counting {
 public:
  Counting(const Model& model, std::span<const Event> events,
           const BatchEntities& entities, HistogramStore::Stored stored,
           ScoringMode mode, RiskLevel factors_from,
           std::span<ScoredEvent> scored)
      : model_(model),
        events_(events),
        entities_(entities),
        stored_(stored),
        mode_(mode),
        factors_from_(factors_from),
        scored_(scored),
        moments_(model.decay),
        changed_{.baselines = std::vector<bool>(entities.entities().size()),
                 .seen = {}} {
    changed_.effects.reserve(events.size());
    changed_.seen.reserve(events.size());
    first_in_batch_.reserve(events.size());
  }

  HistogramStore::Changed Run() {
    for (size_t i = 0; i < events_.size(); ++i) {
      if (const auto& first = stored_.first_outcomes[i]; first.has_value()) {
        AnswerRedelivered(i, *first);
        continue;
      }
      const auto [in_batch, is_new] =
          first_in_batch_.try_emplace(HashedText(events_[i].event_id), i);
      is_new ? CountNew(i) : AnswerRepeated(i, scored_[in_batch->second]);
    }
    return std::move(changed_);
  }

 private:
  void CountNew(size_t i) {
    const CountedEvent& counted = entities_.of_event(i);
    ScoredEvent& scored = scored_[i];
    const bool learned = mode_ == ScoringMode::kLearnOnly;
    const Surprise surprise = ScoreEvent(
        model_, events_[i], counted, stored_.baselines, moments_,
        {.explains_alerts = KeepsFindings(),
         .factors_from = learned ? std::nullopt : std::optional(factors_from_)},
        scored);
    // What is learned from an old trail may not be held against a later call.
    if (learned) scored.alert = false;
    KeptFinding kept;
    if (KeepsFindings()) kept = KeepFinding(i, surprise);
    if (kept.is_planned) scored.alert = false;
    EventEffects& effects = changed_.effects.emplace_back(
        EffectsOf(i, surprise, scored, kept.is_planned));
    effects.episode = std::move(kept.episode);
    if (KeepsCalls()) NoteCall(i);
    if (KeepsLedger()) NoteInLedger(i, surprise, kept.is_planned);
    Apply(effects, stored_.baselines, changed_.baselines);
    changed_.seen.emplace_back(i, OutcomeOf(scored));
  }

  bool KeepsFindings() const {
    return stored_.findings != nullptr && mode_ == ScoringMode::kScoreAndLearn;
  }

  bool KeepsCalls() const {
    return stored_.keeps_calls && mode_ == ScoringMode::kScoreAndLearn;
  }

  bool KeepsLedger() const {
    return stored_.keeps_ledger && mode_ == ScoringMode::kScoreAndLearn;
  }

  // Calls from LOW on.
  void NoteInLedger(size_t i, const Surprise& surprise, bool is_planned) {
    const CountedEvent& counted = entities_.of_event(i);
    const size_t principal = counted.entity(EntityKind::kPrincipal);
    const ScoredEvent& scored = scored_[i];
    if (principal == CountedEvent::kNone ||
        scored.risk_level < RiskLevel::kLow) {
      return;
    }
    LedgerNote& note = changed_.ledger.emplace_back(LedgerNote{
        .principal = principal,
        .entry = LedgerEntryOf(events_[i], counted, surprise, scored)});
    if (is_planned) note.entry.reached = false;
  }

  void NoteCall(size_t i) {
    const CountedEvent& counted = entities_.of_event(i);
    const size_t principal = counted.entity(EntityKind::kPrincipal);
    if (principal == CountedEvent::kNone) return;
    const ScoredEvent& scored = scored_[i];
    changed_.calls.push_back(
        {.event = &events_[i],
         .origin = scored.origin.value,
         .network = counted.value(Attribute::kNetwork),
         .principal = principal,
         .score_hundredths = ScoreHundredths(scored.score),
         .is_noteworthy = scored.risk_level >= RiskLevel::kLow ||
                          scored.finding.has_value()});
  }

  EventOfFinding OfFinding(size_t i) const {
    return {events_[i], entities_.of_event(i), stored_.baselines,
            stored_.finding_samples};
  }

  struct KeptFinding {
    std::optional<EpisodeNote> episode{};
    bool is_planned = false;  // an exemption covers it: it raises no alert
  };

  // Writes the finding of an event that opens or joins an episode.
  KeptFinding KeepFinding(size_t i, const Surprise& surprise) {
    ScoredEvent& scored = scored_[i];
    const EventOfFinding of = OfFinding(i);
    KeptFinding kept{.episode =
                         EpisodeOf(of, surprise, scored, *stored_.findings)};
    if (kept.episode.has_value()) {
      scored.finding = kept.episode->id;
      scored.finding_opened = kept.episode->opens;
      kept.is_planned =
          WriteFinding(of, *kept.episode, scored, *stored_.findings);
    }
    return kept;
  }

  // What the event changes, by how it was scored. One that is planned does not
  // count for the budget of alerts.
  EventEffects EffectsOf(size_t i, const Surprise& surprise,
                         const ScoredEvent& scored, bool is_planned) const {
    const Event& event = events_[i];
    const CountedEvent& counted = entities_.of_event(i);
    EventEffects effects{.counted = &counted,
                         .at_seconds = event.event_time_seconds,
                         .counts = !event.unauthenticated};
    const size_t principal = counted.entity(EntityKind::kPrincipal);
    if (principal == CountedEvent::kNone) return effects;
    if (scored.alert) {
      effects.alert_origin = AlertOrigin(event, scored.origin.value);
    }
    // It may be a stranger's: it says nothing of what is usual for anybody.
    if (!effects.counts) return effects;
    const auto& baselines = stored_.baselines;
    effects.malicious_country =
        IsMalicious(Attribute::kCountry, counted, baselines);
    effects.malicious_operator =
        IsMalicious(Attribute::kOperator, counted, baselines);
    effects.place_centibits = PlaceCentibits(surprise.anomalies);
    effects.answers = AnswersOf(scored.origin);
    const bool learned = mode_ == ScoringMode::kLearnOnly;
    if (!learned) {
      effects.evidence = EvidenceOf(surprise.place, surprise.anomalies);
    }
    if (is_planned) return effects;
    const Baseline& tenant = *baselines[counted.entity(EntityKind::kTenant)];
    effects.budget = CountForBudget(
        model_, *scored.bits, learned ? CountedAs::kLearned : CountedAs::kLive,
        event.event_time_seconds, baselines[principal]->bests,
        tenant.distribution.Get());
    return effects;
  }

  // An event that was counted with an earlier batch costs no more than its
  // look-up, unless its factors are asked for: these cost as much as those of a
  // new event.
  void AnswerRedelivered(size_t i, const FirstOutcome& first) {
    ScoredEvent& scored = scored_[i];
    scored.duplicate = true;
    scored.score = ScoreOfHundredths(first.score_hundredths);
    scored.risk_level = RiskLevelOf(scored.score);
    scored.state = first.state;
    scored.alert = first.alert && mode_ != ScoringMode::kLearnOnly;
    if (KeepsFindings()) {
      scored.finding = FindingOfDuplicate(OfFinding(i), scored);
    }
    if (!HasFactors(scored)) return;
    ScoredEvent again{.origin = scored.origin};
    ScoreEvent(model_, events_[i], entities_.of_event(i), stored_.baselines,
               moments_, {.purpose = Purpose::kAgain}, again);
    scored.factors = std::move(again.factors);
    scored.moved = std::move(again.moved);
    scored.factors_made_again = true;
  }

  // The first one's answer is at hand.
  void AnswerRepeated(size_t i, const ScoredEvent& first) {
    ScoredEvent& scored = scored_[i];
    scored.duplicate = true;
    scored.score = first.score;
    scored.risk_level = first.risk_level;
    scored.bits = first.bits;
    scored.state = first.state;
    scored.alert = first.alert;
    scored.finding = first.finding;
    if (!HasFactors(scored)) return;
    scored.factors = first.factors;
    scored.moved = first.moved;
  }

  bool HasFactors(const ScoredEvent& scored) const {
    return mode_ != ScoringMode::kLearnOnly &&
           scored.risk_level >= factors_from_;
  }

  const Model& model_;
  std::span<const Event> events_;
  const BatchEntities& entities_;
  HistogramStore::Stored stored_;
  const ScoringMode mode_;
  const RiskLevel factors_from_;
  std::span<ScoredEvent> scored_;
  BatchMoments moments_;
  HistogramStore::Changed changed_;
  absl::flat_hash_map<HashedText, size_t, KeptHash> first_in_batch_;  // by id
};

void ScoreWithoutCounting(const Model& model, std::span<const Event> events,
                          const BatchEntities& entities,
                          HistogramStore::Stored stored, RiskLevel factors_from,
                          std::span<ScoredEvent> scored) {
  BatchMoments moments(model.decay);
  for (size_t i = 0; i < events.size(); ++i) {
    const auto& first = stored.first_outcomes[i];
    ScoreEvent(
        model, events[i], entities.of_event(i), stored.baselines, moments,
        {.purpose = first.has_value() ? Purpose::kAgain : Purpose::kWhatIf,
         .factors_from = factors_from},
        scored[i]);
    if (!first.has_value()) continue;
    scored[i].duplicate = true;
    scored[i].first_score = ScoreOfHundredths(first->score_hundredths);
    scored[i].alert = first->alert;
    scored[i].factors_made_again = true;
  }
}

}  // namespace

absl::StatusOr<BatchScorer::Scored> BatchScorer::ScoreAhead(
    std::string_view tenant, std::span<const Event> events, ScoringMode mode,
    RiskLevel factors_from) const {
  std::vector<Origin> origins(events.size());
  origins_.Resolve(events, origins);
  const BatchEntities entities(tenant, events, origins);
  std::vector<ScoredEvent> scored(events.size());
  for (size_t i = 0; i < events.size(); ++i) scored[i].origin = origins[i];
  std::vector<std::string_view> event_ids;
  event_ids.reserve(events.size());
  for (const Event& event : events) event_ids.push_back(event.event_id);
  const HistogramStore::Query query{tenant, entities.entities(), event_ids};

  if (mode == ScoringMode::kScoreOnly) {
    absl::Status read = store_.Read(query, [&](HistogramStore::Stored stored) {
      ScoreWithoutCounting(model_, events, entities, stored, factors_from,
                           scored);
    });
    if (!read.ok()) return read;
    return Scored{.events = std::move(scored)};
  }
  const absl::StatusOr<HistogramStore::Ticket> ticket =
      store_.Apply(query, [&](HistogramStore::Stored stored) {
        return Counting(model_, events, entities, stored, mode, factors_from,
                        scored)
            .Run();
      });
  if (!ticket.ok()) return ticket.status();
  if (mode == ScoringMode::kLearnOnly) {
    for (ScoredEvent& event : scored) {
      event.factors.clear();
      event.place_in_quarantine = false;
      event.moved.reset();
    }
  }
  return Scored{.events = std::move(scored), .ticket = *ticket};
}

absl::StatusOr<std::vector<ScoredEvent>> BatchScorer::Score(
    std::string_view tenant, std::span<const Event> events, ScoringMode mode,
    RiskLevel factors_from) const {
  absl::StatusOr<Scored> scored =
      ScoreAhead(tenant, events, mode, factors_from);
  if (!scored.ok()) return scored.status();
  absl::Status durable = store_.AwaitDurable(scored->ticket);
  if (!durable.ok()) return durable;
  return std::move(scored->events);
}

}  // namespace farcall
