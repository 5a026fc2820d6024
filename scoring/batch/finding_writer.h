// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>

#include "scoring/batch/event_effects.h"
#include "scoring/batch/event_scorer.h"
#include "scoring/batch/histogram_store.h"
#include "scoring/detectors/batch_entities.h"
#include "scoring/detectors/scored_event.h"
#include "scoring/event/event.h"

namespace farcall {

// An event of a batch that is counted, before it is.
struct EventOfFinding {
  const Event& event;
  const CountedEvent& counted;
  std::span<Baseline* const> baselines;
  size_t samples_max = kFindingSamplesMax;  // of its finding
};

// The episode that the event of a principal opens or joins; nothing of most. It
// opens one where it may not join that of a closed finding (ReopeningBy()).
std::optional<EpisodeNote> EpisodeOf(const EventOfFinding& of,
                                     const Surprise& surprise,
                                     const ScoredEvent& scored,
                                     HistogramStore::FindingTable& findings);

// The finding of an event that was counted with an earlier batch; nothing of
// most.
std::optional<FindingId> FindingOfDuplicate(const EventOfFinding& of,
                                            const ScoredEvent& scored);

// Adds the event to the finding of its episode, which it makes where it opens
// the episode. `scored` has its factors then. Whether the event is planned: the
// finding carries the mark of an exemption. It does if its opening event is
// covered by one and it follows no MALICIOUS finding, until an event joins that
// none covers.
bool WriteFinding(const EventOfFinding& of, const EpisodeNote& episode,
                  const ScoredEvent& scored,
                  HistogramStore::FindingTable& findings);

}  // namespace farcall
