// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "cluster/shard/shard_replica.h"
#include "tests/cluster/shard/wait_until.h"
#include "tests/storage/store_testing.h"

namespace farcall {

// Of a replica of a test, which beats and gives up soon, and whose first choice
// of owner is "first". All have the same key of event ids.
inline ShardReplica::Options CopyOptions(const std::string& name,
                                         uint32_t shard, uint32_t shards) {
  using std::chrono::milliseconds;
  ShardReplica::Options options;
  options.life = {.shard = shard,
                  .name = name,
                  .address = name + ":50052",
                  .preference = {{"first"}, {"second"}},
                  .takeover = milliseconds(300),
                  .beat = milliseconds(25)};
  options.genesis = {.format = 1, .shards = shards};
  options.genesis.event_hash_key.fill(5);
  options.pause = milliseconds(5);
  options.pause_max = milliseconds(50);
  options.release_timeout = milliseconds(200);
  return options;
}

// By the copy that owns the shard, soon.
inline void CountBy(const ShardReplica& owner, const std::string& id) {
  WaitUntil([&] {
    const auto store = owner.store().store;
    return store != nullptr &&
           CountBatch(store->histograms(), {EventOf(id, "alice")}).ok();
  });
}

// Until the copy is open and knows so many calls of alice.
inline void AwaitCalls(const ShardReplica& replica, uint64_t calls) {
  WaitUntil([&] {
    const auto store = replica.store().store;
    return store != nullptr &&
           CallsOf(store->histograms(), Principal("alice")) == calls;
  });
}

}  // namespace farcall
