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

// Baselines of some entities, copied.
class Copies {
 public:
  // The place of an entity among them; added where it is not there yet.
  size_t Add(const EntityKey& entity) {
    const auto found = std::ranges::find(entities_, entity);
    const auto place = static_cast<size_t>(found - entities_.begin());
    if (found == entities_.end()) entities_.push_back(entity);
    return place;
  }

  absl::Status Read(const HistogramStore& store, std::string_view tenant) {
    absl::Status read = store.Read(
        {tenant, entities_, {}}, [this](HistogramStore::Stored stored) {
          for (const Baseline* baseline : stored.baselines) {
            baselines_.push_back(*baseline);
          }
        });
    for (Baseline& baseline : baselines_) all_.push_back(&baseline);
    changed_.resize(all_.size());
    return read;
  }

  std::span<Baseline* const> all() const { return all_; }
  std::vector<bool>& changed() { return changed_; }

 private:
  std::vector<EntityKey> entities_{};
  std::vector<Baseline> baselines_{};
  std::vector<Baseline*> all_{};
  std::vector<bool> changed_{};
};

uint64_t ObservationsOf(const Baseline& baseline, const std::string& origin) {
  const ValueCount* value = baseline.Of(Attribute::kCountry).Find(origin);
  if (value == nullptr) return 0;
  uint64_t observations = 0;
  for (const PeriodCount& period : value->periods) {
    observations += period.observations;
  }
  return observations;
}

}  // namespace

absl::StatusOr<VerdictPreview> PreviewVerdict(
    const HistogramStore& store, const OriginResolver& origins,
    const Model& model, std::string_view tenant, const Finding& finding,
    FindingState verdict, std::span<const Event> events) {
  std::vector<Origin> places(events.size());
  origins.Resolve(events, places);
  const BatchEntities counted(tenant, events, places);
  // In the order by which `counted` names them.
  Copies copies;
  for (const EntityKey& entity : counted.entities()) copies.Add(entity);
  std::vector<size_t> touched;
  for (const EntityKey& entity :
       TouchedBy(tenant, finding.principal, finding.principal_kind,
                 finding.accounts.empty() ? "" : finding.accounts[0].text)) {
    touched.push_back(copies.Add(entity));
  }
  absl::Status read = copies.Read(store, tenant);
  if (!read.ok()) return read;

  VerdictPreview preview;
  const auto peer_observations = [&] {
    return touched.size() > kPeers
               ? ObservationsOf(*copies.all()[touched[kPeers]], finding.origin)
               : 0;
  };
  const uint64_t before = peer_observations();
  TouchedBaselines baselines(copies.all(), touched, copies.changed());
  const Verdict given = VerdictOf(verdict);
  const Teaching teaching =
      TeachingOf(Teaching::kUnspecified, verdict, CloseReason::kOther);
  const std::vector<Subject> subjects =
      SubjectsOf(finding, teaching, given, origins, model.decay, baselines);
  Teach(finding, subjects,
        {.verdict = given, .said_micros = finding.last_seconds * 1'000'000},
        baselines);
  const uint64_t after = peer_observations();
  preview.peer_observations = before - std::min(before, after);

  BatchMoments moments(model.decay);
  for (size_t i = 0; i < events.size(); ++i) {
    ScoredEvent scored{.origin = places[i]};
    ScoreEvent(model, events[i], counted.of_event(i), copies.all(), moments,
               {.purpose = Purpose::kWhatIf, .factors_from = std::nullopt},
               scored);
    preview.scores.push_back(scored.score);
  }
  return preview;
}

}  // namespace farcall
