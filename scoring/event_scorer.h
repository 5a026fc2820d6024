// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "scoring/batch_keys.h"
#include "scoring/batch_scorer.h"
#include "scoring/evidence.h"

namespace farcall {

// Scores one event whose origin is known. `keys` are the event's, indices into
// `histograms`. Fills score, risk level, state and factors of `scored`; gives
// the place that the event came from before it is counted, views into `keys`.
MemoryPlace ScoreEvent(const Model& model, const Event& event,
                       std::span<const KeyOfEvent> keys,
                       std::span<const Histogram> histograms,
                       ScoredEvent& scored);

}  // namespace farcall
