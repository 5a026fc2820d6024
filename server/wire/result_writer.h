// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inputs/input_result.h"
#include "scoring/event/risk_level.h"
#include "server/wire/wire_output.h"

namespace farcall {

// Appends the fields of a farcall.v1.EventResult. Events below `factors_from`
// come without factors and headline. Sentences are made here and nowhere
// before.
void WriteResult(const InputResult& result, RiskLevel factors_from,
                 WireOutput& output);

}  // namespace farcall
