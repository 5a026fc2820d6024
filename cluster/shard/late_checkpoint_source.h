// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <stop_token>
#include <string>

#include "cluster/shard/checkpoint_source.h"

namespace farcall {

// Stands for a source that comes later than the replicas that use it, or goes
// earlier.
class LateCheckpointSource final : public CheckpointSource {
 public:
  // From now on that of `source`; nullptr = none. Cancels what is under way,
  // and waits for it: the one before is not used any more when this returns.
  void Set(CheckpointSource* source);

  // UNAVAILABLE where there is none.
  absl::Status Fetch(uint32_t shard, std::span<const Replica> holders,
                     const std::string& directory,
                     const std::stop_token& stop) override;

 private:
  std::mutex mutex_;
  std::condition_variable left_;
  // Under mutex_.
  CheckpointSource* source_ = nullptr;
  size_t under_way_ = 0;
  std::stop_source ends_{};  // of those under way
};

}  // namespace farcall
