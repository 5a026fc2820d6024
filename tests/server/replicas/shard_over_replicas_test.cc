// SPDX-License-Identifier: Apache-2.0

// A copy of a shard whose place in the log is no longer kept, and the replica
// that it gets a store from, over gRPC.
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <thread>

#include "server/replicas/local_checkpoints.h"
#include "server/replicas/remote_checkpoints.h"
#include "tests/cluster/shard/memory_shard_log.h"
#include "tests/cluster/shard/test_place.h"
#include "tests/server/replicas/replica_server.h"
#include "tests/storage/store_testing.h"
#include "tests/storage/temp_dir.h"

namespace farcall {
namespace {

using std::chrono::milliseconds;

class ShardOverReplicas : public testing::Test {
 protected:
  std::unique_ptr<ShardReplica> Start(ShardLog& log, ShardStorePlace& place,
                                      const std::string& name,
                                      CheckpointSource* checkpoints) {
    ShardReplica::Options options;
    options.life = {.shard = 1,
                    .name = name,
                    .address = name + ":50051",
                    .preference = {{"first"}, {"second"}},
                    .takeover = milliseconds(300),
                    .beat = milliseconds(25)};
    options.genesis = {.format = 1, .shards = 2};
    options.genesis.event_hash_key.fill(5);
    options.checkpoints = checkpoints;
    options.pause = milliseconds(5);
    options.pause_max = milliseconds(50);
    options.release_timeout = milliseconds(200);
    auto replica = std::make_unique<ShardReplica>(options, log, place, nullptr);
    replica->Start();
    return replica;
  }
  // By the copy that owns the shard, soon.
  void Count(const ShardReplica& owner, const std::string& id) {
    while (true) {
      const auto store = owner.store().store;
      if (store != nullptr &&
          CountBatch(store->histograms(), {EventOf(id, "alice")}).ok()) {
        return;
      }
      std::this_thread::sleep_for(milliseconds(1));
    }
  }
  void AwaitCalls(const ShardReplica& replica, uint64_t calls) {
    while (true) {
      const auto store = replica.store().store;
      if (store != nullptr &&
          CallsOf(store->histograms(), Principal("alice")) == calls) {
        return;
      }
      std::this_thread::sleep_for(milliseconds(1));
    }
  }

  const TempDir dir_;
  MemoryShardLog log_;
  TestPlace first_place_{dir_ / "first"};
  TestPlace second_place_{dir_ / "second"};
};

TEST_F(ShardOverReplicas, AnEmptyCopyBeginsWithTheStoreOfAnother) {
  const auto first_view = log_.MakeView(1);
  const auto second_view = log_.MakeView(2);
  const auto first = Start(*first_view, first_place_, "first", nullptr);
  Count(*first, "e1");
  const size_t trimmed = log_.size();
  Count(*first, "e2");  // it has read all before
  log_.Trim(trimmed);

  LocalCheckpoints local({nullptr, first.get()});
  ReplicaServer server({.checkpoints = &local});
  ReplicaChannels channels({});
  RemoteCheckpoints remote({.addresses = {{"first", server.address()}}},
                           channels, server.authorizer());
  const auto second = Start(*second_view, second_place_, "second", &remote);
  AwaitCalls(*second, 2);
  Count(*first, "e3");
  AwaitCalls(*second, 3);
  EXPECT_EQ(second->status().fetched, 1u);
}

TEST_F(ShardOverReplicas, OnlyACopyThatIsHereAndHasCaughtUpIsGiven) {
  const auto view = log_.MakeView(1);
  const auto first = Start(*view, first_place_, "first", nullptr);
  Count(*first, "e1");
  LocalCheckpoints local({nullptr, first.get()});
  EXPECT_TRUE(absl::IsNotFound(local.Make(0, dir_ / "0")));
  EXPECT_TRUE(absl::IsNotFound(local.Make(2, dir_ / "2")));
  EXPECT_TRUE(local.Make(1, dir_ / "1").ok());

  log_.Trim(log_.size() + 1'000'000);
  while (first->status().role != ShardReplica::Role::kClosed) {
    std::this_thread::sleep_for(milliseconds(1));
  }
  EXPECT_TRUE(absl::IsUnavailable(local.Make(1, dir_ / "closed")));
}

}  // namespace
}  // namespace farcall
