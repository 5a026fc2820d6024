// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <span>
#include <stop_token>
#include <string>

#include "absl/status/status.h"
#include "cluster/shard/checkpoint_source.h"
#include "server/auth/authorizer.h"
#include "server/replicas/checkpoint_bounds.h"
#include "server/routing/replica_channels.h"

namespace farcall {

// Fetches stores of shards from other replicas.
class RemoteCheckpoints final : public CheckpointSource {
 public:
  struct Options {
    // Of the other replicas, by name.
    std::map<std::string, std::string> addresses{};
    // A replica that sends nothing for so long is given up.
    std::chrono::milliseconds silence_max{30'000};
    // Further ones wait.
    size_t at_once = 2;
    CheckpointBounds bounds{};
  };

  // The references must outlive it.
  RemoteCheckpoints(Options options, ReplicaChannels& channels,
                    const Authorizer& authorizer);

  // Asks one after the other, in their order.
  absl::Status Fetch(uint32_t shard, std::span<const Replica> holders,
                     const std::string& directory,
                     const std::stop_token& stop) override;

 private:
  absl::Status FetchFrom(const std::string& address, uint32_t shard,
                         const std::string& directory,
                         const std::stop_token& stop);

  const Options options_;
  ReplicaChannels& channels_;
  const Authorizer& authorizer_;
  std::mutex mutex_;
  std::condition_variable_any left_;
  size_t under_way_ = 0;  // under mutex_
};

}  // namespace farcall
