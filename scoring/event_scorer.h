// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "scoring/batch_entities.h"
#include "scoring/evaluation.h"
#include "scoring/evidence.h"
#include "scoring/model.h"
#include "scoring/purpose.h"
#include "scoring/scored_event.h"

namespace farcall {

// Scores one event whose origin is known. `counted` is what it is counted as,
// for the batch's entities whose `baselines` these are; `moments` are the
// batch's. Fills score, risk level, state and factors of
// `scored`; gives the place that the event came from before it is counted,
// views into `counted`.
MemoryPlace ScoreEvent(const Model& model, const Event& event,
                       const CountedEvent& counted,
                       std::span<Baseline* const> baselines,
                       BatchMoments& moments, Purpose purpose,
                       ScoredEvent& scored);

}  // namespace farcall
