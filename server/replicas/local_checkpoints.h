// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "cluster/shard/shard_replica.h"
#include "server/replicas/checkpoint_maker.h"

namespace farcall {

// Of the copies of this replica.
class LocalCheckpoints final : public CheckpointMaker {
 public:
  // By shard; nullptr = this replica holds no copy of it. They must outlive it.
  explicit LocalCheckpoints(std::vector<const ShardReplica*> copies)
      : copies_(std::move(copies)) {}

  absl::Status Make(uint32_t shard, const std::string& directory) override;

 private:
  const std::vector<const ShardReplica*> copies_;
};

}  // namespace farcall
