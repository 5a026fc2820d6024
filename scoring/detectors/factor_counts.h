// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "scoring/counts/smoothing.h"
#include "scoring/detectors/anomaly.h"
#include "scoring/detectors/detector.h"
#include "scoring/detectors/evaluation.h"
#include "scoring/detectors/factor.h"

namespace farcall {

// Fills an empty factor with what was found, of whom and when: all but counts.
void AddAnomaly(const Anomaly& anomaly, const Evaluation& evaluation,
                Factor& factor);

// Fills an empty factor with AddAnomaly() and the counts that every detector
// tells of a value at one level. A value that was first seen after the event
// counts as not seen, and what was seen since is not told.
void AddCounts(const Anomaly& anomaly, const Evaluation& evaluation,
               const Level& level, Factor& factor);

// Adds what is usual and what all calls of the entity and of the rest of the
// tenant are, to a factor with AddCounts() of the first of `levels`.
void AddHabits(const Anomaly& anomaly, const Evaluation& evaluation,
               std::span<const Level> levels, Factor& factor);

}  // namespace farcall
