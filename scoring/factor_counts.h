// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "scoring/detector.h"
#include "scoring/evaluation.h"
#include "scoring/factor.h"
#include "scoring/finding.h"
#include "scoring/smoothing.h"

namespace farcall {

// A factor with the counts that every detector tells of a value at one level. A
// value that was first seen after the event counts as not seen, and what was
// seen since is not told.
Factor CountedFactor(const Finding& finding, const Evaluation& evaluation,
                     const Level& level);

// Adds what is usual and what all calls of the entity and of the rest of the
// tenant are, to a factor of CountedFactor() at the first of `levels`.
void AddHabits(const Evaluation& evaluation, std::span<const Level> levels,
               Factor& factor);

}  // namespace farcall
