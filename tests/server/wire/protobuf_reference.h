// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "farcall/v1/scoring_service.pb.h"
#include "inputs/input_result.h"
#include "scoring/event/risk_level.h"

namespace farcall::reference {

// What server/wire/result_writer.h is compared with: the same result as a
// message, which protobuf then serializes.
void WriteResult(const InputResult& result, RiskLevel factors_from,
                 v1::EventResult& written);

}  // namespace farcall::reference
