// SPDX-License-Identifier: Apache-2.0
#include "scoring/batch/verdict_preview.h"

#include <algorithm>
#include <string>

#include "scoring/batch/event_scorer.h"
#include "scoring/batch/finding_teaching.h"
#include "scoring/detectors/batch_entities.h"
#include "scoring/detectors/evaluation.h"
#include "scoring/findings/triage.h"

namespace farcall {
namespace {

// Where TouchedBy() has the peers.
constexpr size_t kPeers = 2;

uint64_t ObservationsOf(const Baseline& baseline, const std::string& origin) {
  const ValueCount* value = baseline.Of(Attribute::kCountry).Find(origin);
  if (value == nullptr) return 0;
  uint64_t observations = 0;
  for (const PeriodCount& period : value->periods) {
    observations += period.observations;
  }
  return observations;
}

// Tries verdicts on baselines that were read once.
class Trial {
 public:
  // All must outlive it.
  Trial(const OriginResolver& origins, const Model& model,
        std::string_view tenant, const Finding& finding,
        std::span<const Event> events)
      : origins_(origins),
        model_(model),
        tenant_(tenant),
        finding_(finding),
        events_(events),
        places_(ResolvedBy(origins, events)),
        counted_(tenant, events, places_) {
    // In the order by which `counted_` names them.
    for (const EntityKey& entity : counted_.entities()) entities_.Add(entity);
    touched_ = entities_.AddTouchedBy(tenant, finding);
  }

  absl::Status Read(const HistogramStore& store) {
    return store.Read({tenant_, entities_.all(), {}},
                      [this](HistogramStore::Stored stored) {
                        for (const Baseline* baseline : stored.baselines) {
                          baselines_.push_back(*baseline);
                        }
                      });
  }

  VerdictPreview Try(FindingState verdict) const {
    std::vector<Baseline> copies = baselines_;
    std::vector<Baseline*> all;
    for (Baseline& copy : copies) all.push_back(&copy);
    const uint64_t before = PeerObservations(copies);
    TeachAs(verdict, all);
    const uint64_t after = PeerObservations(copies);
    return {.verdict = verdict,
            .scores = ScoresBy(all),
            .peer_observations = before - std::min(before, after)};
  }

 private:
  static std::vector<Origin> ResolvedBy(const OriginResolver& origins,
                                        std::span<const Event> events) {
    std::vector<Origin> places(events.size());
    origins.Resolve(events, places);
    return places;
  }

  uint64_t PeerObservations(std::span<const Baseline> baselines) const {
    return touched_.size() > kPeers
               ? ObservationsOf(baselines[touched_[kPeers]], finding_.origin)
               : 0;
  }

  void TeachAs(FindingState verdict, std::span<Baseline* const> all) const {
    std::vector<bool> changed(all.size());
    TouchedBaselines baselines(all, touched_, changed);
    const Verdict given = VerdictOf(verdict);
    const Teaching teaching =
        TeachingOf(Teaching::kUnspecified, verdict, CloseReason::kOther);
    const std::vector<Subject> subjects = SubjectsOf(
        finding_, teaching, given, origins_, model_.decay, baselines);
    Teach(finding_, subjects,
          {.verdict = given, .said_micros = finding_.last_seconds * 1'000'000},
          baselines);
  }

  std::vector<double> ScoresBy(std::span<Baseline* const> all) const {
    std::vector<double> scores;
    BatchMoments moments(model_.decay);
    for (size_t i = 0; i < events_.size(); ++i) {
      ScoredEvent scored{.origin = places_[i]};
      ScoreEvent(model_, events_[i], counted_.of_event(i), all, moments,
                 {.purpose = Purpose::kWhatIf, .factors_from = std::nullopt},
                 scored);
      scores.push_back(scored.score);
    }
    return scores;
  }

  const OriginResolver& origins_;
  const Model& model_;
  const std::string_view tenant_;
  const Finding& finding_;
  const std::span<const Event> events_;
  const std::vector<Origin> places_;
  const BatchEntities counted_;
  EntitySet entities_{};
  std::vector<size_t> touched_{};  // of TouchedBy()
  std::vector<Baseline> baselines_{};
};

}  // namespace

absl::StatusOr<std::vector<VerdictPreview>> PreviewVerdicts(
    const HistogramStore& store, const OriginResolver& origins,
    const Model& model, std::string_view tenant, const Finding& finding,
    std::span<const Event> events) {
  Trial trial(origins, model, tenant, finding, events);
  absl::Status read = trial.Read(store);
  if (!read.ok()) return read;
  return std::vector<VerdictPreview>{trial.Try(FindingState::kBenign),
                                     trial.Try(FindingState::kMalicious)};
}

}  // namespace farcall
