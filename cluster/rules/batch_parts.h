// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cluster/rules/log_record.h"

namespace farcall {

// Cuts the effects of a batch into records of at most kPartBytesMax, in the
// order in which they must be appended; ShardLogRules joins them. `whole` is
// part 0 of 1, with bytes of any size. INVALID_ARGUMENT above kBatchBytesMax.
absl::StatusOr<std::vector<BatchRecord>> SplitBatch(BatchRecord whole);

}  // namespace farcall
