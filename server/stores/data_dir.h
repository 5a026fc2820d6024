// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"

namespace farcall {

// Of data-dir: `CURRENT` and so on of one store, or a directory for each shard
// of a cluster that this replica holds a copy of. It is never both.

// `shard-007` in `data_dir`.
std::string ShardPath(const std::string& data_dir, uint32_t shard);

// FAILED_PRECONDITION naming what is there.
absl::Status CheckHoldsNoShards(const std::string& data_dir);
absl::Status CheckHoldsNoStore(const std::string& data_dir);

}  // namespace farcall
