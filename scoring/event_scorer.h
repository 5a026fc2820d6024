// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "scoring/batch_keys.h"
#include "scoring/batch_scorer.h"

namespace farcall {

// Scores one event whose origin is known. `keys` are the event's, indices into
// `histograms`. Fills score, risk level, state and factors of `scored`.
void ScoreEvent(const Model& model, const Event& event,
                std::span<const KeyOfEvent> keys,
                std::span<const Histogram> histograms, ScoredEvent& scored);

// The value that an event has for an attribute.
std::string_view ValueOf(Attribute attribute, const ScoredEvent& scored);

}  // namespace farcall
