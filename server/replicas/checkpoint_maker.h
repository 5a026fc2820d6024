// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"

namespace farcall {

// Makes checkpoints of the shards that this replica holds. Thread-safe.
class CheckpointMaker {
 public:
  virtual ~CheckpointMaker() = default;

  // Makes the directory, which is not there: the store of the shard as it is at
  // one moment. Blocks. NOT_FOUND where there is no copy of it here,
  // UNAVAILABLE where it is not open or has not caught up.
  virtual absl::Status Make(uint32_t shard, const std::string& directory) = 0;
};

}  // namespace farcall
