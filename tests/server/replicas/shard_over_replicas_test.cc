// SPDX-License-Identifier: Apache-2.0

// A copy of a shard whose place in the log is no longer kept, and the replica
// that it gets a store from, over gRPC.
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <thread>

#include "server/checkpoints/local_checkpoints.h"
#include "server/checkpoints/remote_checkpoints.h"
#include "tests/cluster/shard/memory_shard_log.h"
#include "tests/cluster/shard/test_copy.h"
#include "tests/cluster/shard/test_place.h"
#include "tests/server/replicas/replica_server.h"
#include "tests/storage/store_testing.h"
#include "tests/storage/temp_dir.h"

namespace farcall {
namespace {

using std::chrono::milliseconds;

class ShardOverReplicas : public testing::Test {
 protected:
  std::unique_ptr<ShardReplica> Start(
      const std::shared_ptr<MemoryShardLog::View>& view, ShardStorePlace& place,
      const std::string& name, CheckpointSource* checkpoints) {
    ShardReplica::Options options = CopyOptions(name, 1, 2);
    options.checkpoints = checkpoints;
    auto replica = std::make_unique<ShardReplica>(options, OpenEachTime(view),
                                                  place, nullptr);
    replica->Start();
    return replica;
  }

  const TempDir dir_;
  MemoryShardLog log_;
  TestPlace first_place_{dir_ / "first"};
  TestPlace second_place_{dir_ / "second"};
};

TEST_F(ShardOverReplicas, AnEmptyCopyBeginsWithTheStoreOfAnother) {
  const auto first_view = log_.MakeView(1);
  const auto second_view = log_.MakeView(2);
  const auto first = Start(first_view, first_place_, "first", nullptr);
  CountBy(*first, "e1");
  const size_t trimmed = log_.size();
  CountBy(*first, "e2");  // it has read all before
  log_.Trim(trimmed);

  LocalCheckpoints local({nullptr, first.get()});
  ReplicaServer server({.checkpoints = &local});
  ReplicaChannels channels({});
  RemoteCheckpoints remote({.addresses = {{"first", server.address()}}},
                           channels, server.authorizer());
  const auto second = Start(second_view, second_place_, "second", &remote);
  AwaitCalls(*second, 2);
  CountBy(*first, "e3");
  AwaitCalls(*second, 3);
  EXPECT_EQ(second->status().fetched, 1u);
}

TEST_F(ShardOverReplicas, OnlyACopyThatIsHereAndHasCaughtUpIsGiven) {
  const auto view = log_.MakeView(1);
  const auto first = Start(view, first_place_, "first", nullptr);
  CountBy(*first, "e1");
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
