// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>

#include "scoring/batch/evidence.h"
#include "scoring/detectors/anomaly.h"
#include "scoring/detectors/batch_entities.h"
#include "scoring/detectors/evaluation.h"
#include "scoring/detectors/model.h"
#include "scoring/detectors/scored_event.h"
#include "scoring/event/purpose.h"

namespace farcall {

// For whom an event is scored.
struct ScoringRequest {
  Purpose purpose = Purpose::kCount;
  // Events that reach the alert threshold get their factors whatever their
  // level.
  bool explains_alerts = false;
  // Events of this level or above get their factors; nothing = none does.
  std::optional<RiskLevel> factors_from = RiskLevel::kNone;
};

// What an event leaves to be remembered once it is counted: the place that it
// came from, and what was found. Views into the batch and the event's answer.
struct Surprise {
  MemoryPlace place;
  Anomalies anomalies;  // heaviest first
  // The event reaches the threshold of alerts, and the budget has one left;
  // whether an alert was raised on its day or not.
  bool reaches_threshold = false;
};

// Scores one event whose origin is known. `counted` is what it is counted as,
// for the batch's entities whose `baselines` these are; `moments` are the
// batch's. Fills score, risk level, state, alert and factors of `scored`.
Surprise ScoreEvent(const Model& model, const Event& event,
                    const CountedEvent& counted,
                    std::span<Baseline* const> baselines, BatchMoments& moments,
                    const ScoringRequest& request, ScoredEvent& scored);

}  // namespace farcall
