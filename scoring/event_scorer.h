// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "scoring/batch_keys.h"
#include "scoring/batch_scorer.h"
#include "scoring/evidence.h"

namespace farcall {

// Where an event's principal calls from, as far as its short memory goes.
MemoryPlace PlaceOf(const Model& model, const Event& event,
                    std::span<const KeyOfEvent> keys,
                    std::span<const Histogram> histograms);

// Scores one event whose origin is known. `keys` are the event's, indices into
// `histograms`. Fills score, risk level, state and factors of `scored`.
void ScoreEvent(const Model& model, const Event& event,
                std::span<const KeyOfEvent> keys,
                std::span<const Histogram> histograms, ScoredEvent& scored);

}  // namespace farcall
