// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "inputs/field_checks.h"
#include "scoring/batch/batch_scorer.h"
#include "scoring/event/risk_level.h"

namespace farcall {

// Enums of farcall.v1.ScoreEventsRequest by their numbers on the wire; nothing
// if this server does not know the number.

// 0 = score and learn.
std::optional<ScoringMode> ModeOf(int32_t mode);
// 0 = LOW.
std::optional<RiskLevel> FactorsFromOf(int32_t factors_from);

// A violation for each number that is not known.
std::vector<FieldViolation> CheckNumbers(int32_t mode, int32_t factors_from);

}  // namespace farcall
