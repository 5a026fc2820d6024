// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <stop_token>
#include <string>

#include "absl/status/status.h"
#include "cluster/rules/ownership.h"

namespace farcall {

// Where a copy of a shard gets the store of another copy from, once its own
// place in the log is no longer kept. Thread-safe.
class CheckpointSource {
 public:
  virtual ~CheckpointSource() = default;

  // Fills the empty directory with the store of the first of `holders` that has
  // one and has caught up; this replica may be among them. Blocks. What is
  // there after an error is to be removed. CANCELLED once `stop` is requested.
  virtual absl::Status Fetch(uint32_t shard, std::span<const Replica> holders,
                             const std::string& directory,
                             const std::stop_token& stop) = 0;
};

}  // namespace farcall
