// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "absl/status/status.h"
#include "scoring/counts/value_count.h"
#include "scoring/records/network_answers.h"

namespace farcall {

// The databases' answers as values, ascending: `network|c|country`,
// `network|o|operator`, `network|l|coordinates` (docs/storage_format.md).
std::vector<ValueCount> ValuesOf(const NetworkAnswers& answers);

// The opposite; `values` ascend, so that those of a network lie side by side.
// DATA_LOSS that says which text is no answer.
absl::Status AnswersFrom(const std::vector<ValueCount>& values,
                         NetworkAnswers& answers);

}  // namespace farcall
