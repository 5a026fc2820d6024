// SPDX-License-Identifier: Apache-2.0

// Copies whose place in the log is no longer kept.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "cluster/shard/shard_replica.h"
#include "tests/cluster/shard/memory_shard_log.h"
#include "tests/cluster/shard/test_copy.h"
#include "tests/cluster/shard/test_place.h"
#include "tests/cluster/shard/wait_until.h"
#include "tests/storage/store_testing.h"
#include "tests/storage/temp_dir.h"

namespace farcall {
namespace {

using std::chrono::milliseconds;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Gives the store of a replica of the same process, after so many failures.
class LocalSource final : public CheckpointSource {
 public:
  explicit LocalSource(const ShardReplica& peer) : peer_(peer) {}

  std::atomic<int> failures = 0;

  absl::Status Fetch(uint32_t shard, std::span<const Replica> holders,
                     const std::string& directory,
                     const std::stop_token& /*stop*/) override {
    EXPECT_EQ(shard, 7u);
    EXPECT_THAT(holders, ElementsAre(Replica{"first"}, Replica{"second"}));
    EXPECT_TRUE(std::filesystem::is_empty(directory));
    std::filesystem::remove(directory);
    const auto open = peer_.store();
    if (open.store == nullptr) return absl::UnavailableError("not open");
    absl::Status status = open.store->CreateCheckpoint(directory);
    if (failures > 0 && --failures >= 0) {
      return absl::UnavailableError("it broke off");
    }
    return status;
  }

 private:
  const ShardReplica& peer_;
};

class ShardCheckpointTest : public testing::Test {
 protected:
  ShardCheckpointTest() {
    first_ = Make(first_view_, first_place_, "first");
    WaitUntil([&] { return IsOwner(*first_); });
    source_ = std::make_unique<LocalSource>(*first_);
  }
  ~ShardCheckpointTest() override {
    second_.reset();
    first_.reset();
  }

  std::unique_ptr<ShardReplica> Make(
      const std::shared_ptr<MemoryShardLog::View>& view, ShardStorePlace& place,
      const std::string& name) {
    ShardReplica::Options options = CopyOptions(name, 7, 8);
    options.checkpoints = source_.get();
    auto replica = std::make_unique<ShardReplica>(options, OpenEachTime(view),
                                                  place, nullptr);
    replica->Start();
    return replica;
  }
  void StartSecond() { second_ = Make(second_view_, second_place_, "second"); }

  static bool IsOwner(const ShardReplica& replica) {
    return replica.status().role == ShardReplica::Role::kOwning;
  }

  static std::string WhyClosed(const ShardReplica& replica) {
    return std::string(replica.status().why_closed.message());
  }
  void WaitUntilItBrokeOff() {
    WaitUntil([&] {
      return WhyClosed(*second_).find("it broke off") != std::string::npos;
    });
  }

  // By the owner, which may change meanwhile; how many were new.
  size_t Count(ShardReplica& replica, const std::string& id) {
    for (int i = 0; i < 60'000; ++i) {
      if (const auto store = replica.store().store; store != nullptr) {
        const auto counted =
            CountBatch(store->histograms(), {EventOf(id, "alice")});
        if (counted.ok()) return *counted;
      }
      std::this_thread::sleep_for(milliseconds(1));
    }
    ADD_FAILURE() << "it takes no updates";
    return 0;
  }
  // Forgets all records so far, which the first copy has read: it reads back
  // the event that it counts here.
  void TrimAndCount(const std::string& id) {
    const size_t size = log_.size();
    EXPECT_EQ(Count(*first_, id), 1u);
    log_.Trim(size);
  }

  TempDir dir_;
  MemoryShardLog log_;
  const std::shared_ptr<MemoryShardLog::View> first_view_ = log_.MakeView(1);
  const std::shared_ptr<MemoryShardLog::View> second_view_ = log_.MakeView(2);
  TestPlace first_place_{dir_ / "first"};
  TestPlace second_place_{dir_ / "second"};
  std::unique_ptr<LocalSource> source_;
  std::unique_ptr<ShardReplica> first_;
  std::unique_ptr<ShardReplica> second_;
};

TEST_F(ShardCheckpointTest, ACopyThatFellBehindGoesOnWithAnothersStore) {
  Count(*first_, "e1");
  StartSecond();
  AwaitCalls(*second_, 1);
  second_.reset();
  Count(*first_, "e2");
  TrimAndCount("e3");
  StartSecond();
  AwaitCalls(*second_, 3);
  EXPECT_EQ(second_->status().fetched, 1u);
  // It reads on from there.
  Count(*first_, "e4");
  AwaitCalls(*second_, 4);
  EXPECT_EQ(second_->status().fetched, 1u);
  // And may own the shard, knowing what was counted.
  first_.reset();
  WaitUntil([&] { return IsOwner(*second_); });
  EXPECT_EQ(Count(*second_, "e2"), 0u);
  EXPECT_EQ(Count(*second_, "e4"), 0u);
  EXPECT_EQ(Count(*second_, "e5"), 1u);
  AwaitCalls(*second_, 5);
}

TEST_F(ShardCheckpointTest, AnEmptyCopyOfATrimmedLogBeginsWithAnothersStore) {
  Count(*first_, "e1");
  TrimAndCount("e2");
  StartSecond();
  AwaitCalls(*second_, 2);
  EXPECT_EQ(second_->status().fetched, 1u);
  EXPECT_EQ(second_->store().store->event_hash_key(),
            first_->store().store->event_hash_key());
}

TEST_F(ShardCheckpointTest, AQuietLogMayBeTrimmedToItsEnd) {
  Count(*first_, "e1");
  // Beats alone, which change nothing in the store.
  const int64_t end = first_->next_offset() + 3;
  WaitUntil([&] { return first_->next_offset() >= end; });
  log_.Trim(static_cast<size_t>(end));
  StartSecond();
  AwaitCalls(*second_, 1);
}

TEST_F(ShardCheckpointTest, ACopyThatCanReadItsLogAsksNobody) {
  Count(*first_, "e1");
  StartSecond();
  AwaitCalls(*second_, 1);
  second_.reset();
  Count(*first_, "e2");
  StartSecond();
  AwaitCalls(*second_, 2);
  EXPECT_EQ(second_->status().fetched, 0u);
}

TEST_F(ShardCheckpointTest, StaysClosedAndAsksAgainWhereNobodyAnswers) {
  Count(*first_, "e1");
  TrimAndCount("e2");
  source_->failures = 1'000'000;
  StartSecond();
  WaitUntilItBrokeOff();
  EXPECT_EQ(second_->status().role, ShardReplica::Role::kClosed);
  EXPECT_THAT(WhyClosed(*second_),
              AllOf(HasSubstr("trimmed"), HasSubstr("it broke off")));
  EXPECT_FALSE(second_place_.Exists());
  source_->failures = 0;
  AwaitCalls(*second_, 2);
}

TEST_F(ShardCheckpointTest, KeepsItsOwnStoreUntilThereIsAnother) {
  Count(*first_, "e1");
  StartSecond();
  AwaitCalls(*second_, 1);
  second_.reset();
  Count(*first_, "e2");
  TrimAndCount("e3");
  source_->failures = 1'000'000;
  StartSecond();
  WaitUntilItBrokeOff();
  EXPECT_TRUE(second_place_.Exists());
  source_->failures = 0;
  AwaitCalls(*second_, 3);
}

TEST_F(ShardCheckpointTest, StaysClosedWhereThereIsNobodyToAsk) {
  Count(*first_, "e1");
  TrimAndCount("e2");
  source_.reset();
  StartSecond();
  WaitUntil([&] { return !WhyClosed(*second_).empty(); });
  EXPECT_EQ(WhyClosed(*second_), "trimmed");
  EXPECT_EQ(second_->status().role, ShardReplica::Role::kClosed);
}

}  // namespace
}  // namespace farcall
