// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "scoring/batch_entities.h"
#include "scoring/batch_scorer.h"
#include "scoring/evidence.h"
#include "scoring/summaries.h"

namespace farcall {

// What an event is scored for. Whatever it is: nothing counts that was first
// seen after the event.
enum class Purpose {
  kCount,   // it is new, and is counted next
  kWhatIf,  // it is new, and is not counted: alerts after it do not stop its
            // own
  kAgain,   // it is among the counts: what it left there itself does not speak
            // as evidence
};

// Scores one event whose origin is known. `counted` is what it is counted as,
// for the batch's entities whose `baselines` these are, as `summaries` of
// theirs are for the whole batch. Fills score, risk level, state and factors of
// `scored`; gives the place that the event came from before it is counted,
// views into `counted`.
MemoryPlace ScoreEvent(const Model& model, const Event& event,
                       const CountedEvent& counted,
                       std::span<const Baseline> baselines,
                       Summaries& summaries, Purpose purpose,
                       ScoredEvent& scored);

// Those of the histograms that a batch with so many entities may ask.
Summaries MakeSummaries(const Model& model, size_t entities);

}  // namespace farcall
