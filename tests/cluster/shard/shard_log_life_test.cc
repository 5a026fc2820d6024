// SPDX-License-Identifier: Apache-2.0

// Copies whose log was lost, and a new one that goes on from them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
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
using ::testing::HasSubstr;

const std::vector<std::string> kNames = {"a", "b", "c"};

// Replicas of one process, which tell each other of their copies and give each
// other their stores.
class Replicas final : public CopyReports, public CheckpointSource {
 public:
  explicit Replicas(std::string directory) : directory_(std::move(directory)) {
    for (const std::string& name : kNames) {
      places_[name] = std::make_unique<TestPlace>(PathOf(name));
    }
  }
  ~Replicas() override {
    for (const std::string& name : kNames) Stop(name);
  }

  // Cut off from the log, it tells others what it has.
  void Start(const std::string& name, MemoryShardLog& log, uint32_t life,
             bool is_cut_off = false) {
    ShardReplica::Options options = CopyOptions(name, 7, 8);
    options.life.preference = {{"a"}, {"b"}, {"c"}};
    options.life.takeover = milliseconds(1500);
    options.genesis.life = life;
    options.genesis.event_hash_key.fill(static_cast<uint8_t>(name[0]));
    options.holders = kNames;
    options.reports = this;
    options.checkpoints = this;
    const auto view = log.MakeView();
    view->is_cut_off = is_cut_off;
    auto replica = std::make_shared<ShardReplica>(options, OpenEachTime(view),
                                                  *places_[name], nullptr);
    const std::lock_guard lock(mutex_);
    running_[name] = {replica, life};
    replica->Start();
  }
  void StartAll(MemoryShardLog& log, uint32_t life) {
    for (const std::string& name : kNames) Start(name, log, life);
  }
  void Stop(const std::string& name) {
    std::shared_ptr<ShardReplica> replica;
    {
      const std::lock_guard lock(mutex_);
      replica = std::exchange(running_[name].replica, nullptr);
    }
    if (replica != nullptr) replica->Stop();
  }
  void LoseDisk(const std::string& name) {
    std::filesystem::remove_all(PathOf(name));
  }

  std::shared_ptr<ShardReplica> Of(const std::string& name) const {
    const std::lock_guard lock(mutex_);
    const auto found = running_.find(name);
    return found == running_.end() ? nullptr : found->second.replica;
  }
  ShardReplica::Status StatusOf(const std::string& name) const {
    return Of(name)->status();
  }
  std::string WhyClosed(const std::string& name) const {
    return std::string(StatusOf(name).why_closed.message());
  }

  std::optional<CopyReport> Of(uint32_t shard,
                               const std::string& name) const override {
    EXPECT_EQ(shard, 7u);
    const std::lock_guard lock(mutex_);
    const auto found = running_.find(name);
    if (found == running_.end() || found->second.replica == nullptr) {
      return std::nullopt;
    }
    return CopyReport{.log_life = found->second.life,
                      .place = found->second.replica->status().closed_at};
  }

  absl::Status Fetch(uint32_t /*shard*/, std::span<const Replica> holders,
                     const std::string& directory,
                     const std::stop_token& /*stop*/) override {
    for (const Replica& holder : holders) {
      const auto replica = Of(holder.name);
      if (replica == nullptr || !replica->status().caught_up) continue;
      const auto open = replica->store();
      if (open.store == nullptr) continue;
      std::filesystem::remove(directory);
      return open.store->CreateCheckpoint(directory);
    }
    return absl::UnavailableError("nobody has a store");
  }

 private:
  struct Running {
    std::shared_ptr<ShardReplica> replica{};
    uint32_t life = 1;
  };

  std::string PathOf(const std::string& name) const {
    return directory_ + "/" + name;
  }

  const std::string directory_;
  std::map<std::string, std::unique_ptr<TestPlace>> places_{};
  mutable std::mutex mutex_;
  std::map<std::string, Running> running_{};  // under mutex_
};

class ShardLogLifeTest : public testing::Test {
 protected:
  // How many were new. By the owner, whoever that is.
  size_t Count(const std::string& id) {
    for (int i = 0; i < 60'000; ++i) {
      for (const std::string& name : kNames) {
        const auto replica = replicas_.Of(name);
        if (replica == nullptr || !replica->is_owner()) continue;
        const auto store = replica->store().store;
        if (store == nullptr) continue;
        const auto counted =
            CountBatch(store->histograms(), {EventOf(id, "alice")});
        if (counted.ok()) return *counted;
      }
      std::this_thread::sleep_for(milliseconds(1));
    }
    ADD_FAILURE() << "nobody takes updates";
    return 0;
  }
  void WaitForCalls(const std::string& name, uint64_t calls) {
    SCOPED_TRACE(name);
    AwaitCalls(*replicas_.Of(name), calls);
  }
  void WaitForCallsOfAll(uint64_t calls) {
    for (const std::string& name : kNames) WaitForCalls(name, calls);
  }
  void WaitForReason(const std::string& name, const std::string& words) {
    SCOPED_TRACE(words);
    WaitUntil([&] {
      return replicas_.WhyClosed(name).find(words) != std::string::npos;
    });
  }
  void StopAll() {
    for (const char* name : {"c", "b", "a"}) replicas_.Stop(name);
  }
  uint64_t Fetched(const std::string& name) {
    return replicas_.StatusOf(name).fetched;
  }

  // The copies of c, b and a lack e3 and e2, e3, and nothing.
  void LeaveCopiesBehind() {
    replicas_.StartAll(first_, 1);
    Count("e1");
    WaitForCallsOfAll(1);
    replicas_.Stop("c");
    Count("e2");
    WaitForCalls("b", 2);
    replicas_.Stop("b");
    Count("e3");
    replicas_.Stop("a");
  }

  TempDir dir_;
  MemoryShardLog first_;
  MemoryShardLog second_;
  MemoryShardLog third_;
  Replicas replicas_{dir_ / "replicas"};
};

TEST_F(ShardLogLifeTest, ANewLogGoesOnFromTheFurthestCopy) {
  LeaveCopiesBehind();
  replicas_.StartAll(second_, 2);
  WaitForCallsOfAll(3);
  for (const char* id : {"e1", "e2", "e3"}) EXPECT_EQ(Count(id), 0u) << id;
  EXPECT_EQ(Count("e4"), 1u);
  WaitForCallsOfAll(4);
  EXPECT_EQ(Fetched("a"), 0u);
  EXPECT_EQ(Fetched("b"), 1u);
  EXPECT_EQ(Fetched("c"), 1u);
  EXPECT_GT(replicas_.StatusOf("a").claim.epoch, EpochBefore(2));
}

TEST_F(ShardLogLifeTest, CopiesThatAreEquallyFarGoOnThemselves) {
  replicas_.StartAll(first_, 1);
  Count("e1");
  WaitForCallsOfAll(1);
  StopAll();
  replicas_.StartAll(second_, 2);
  EXPECT_EQ(Count("e2"), 1u);
  WaitForCallsOfAll(2);
  for (const std::string& name : kNames) EXPECT_EQ(Fetched(name), 0u) << name;
  // And where they start again.
  StopAll();
  replicas_.StartAll(second_, 2);
  EXPECT_EQ(Count("e1"), 0u);
  EXPECT_EQ(Count("e3"), 1u);
  WaitForCallsOfAll(3);
  for (const std::string& name : kNames) EXPECT_EQ(Fetched(name), 0u) << name;
}

TEST_F(ShardLogLifeTest, NobodyBeginsWhileAReplicaIsMissing) {
  LeaveCopiesBehind();
  replicas_.Start("b", second_, 2);
  replicas_.Start("c", second_, 2);
  WaitForReason("b", "yet to tell how far their copies are: a");
  WaitForReason("c", "yet to tell how far their copies are: a");
  EXPECT_TRUE(absl::IsFailedPrecondition(replicas_.StatusOf("b").why_closed));
  EXPECT_EQ(second_.size(), 0u);
  // One that follows the log before does not stand still.
  replicas_.Start("a", first_, 1);
  WaitForReason("b", "a (cluster-log-life is 1 there)");
  Count("e4");
  replicas_.Stop("a");
  EXPECT_EQ(second_.size(), 0u);
  replicas_.Start("a", second_, 2);
  WaitForCallsOfAll(4);
}

TEST_F(ShardLogLifeTest, TheFurthestReplicaIsWaitedFor) {
  LeaveCopiesBehind();
  replicas_.Start("a", second_, 2, true);
  replicas_.Start("b", second_, 2);
  replicas_.Start("c", second_, 2);
  WaitForReason("b", "replica a has the furthest copy");
  EXPECT_EQ(second_.size(), 0u);
}

TEST_F(ShardLogLifeTest, AnEmptyCopyNeverReadsTheNewLogAsIfFromNothing) {
  LeaveCopiesBehind();
  replicas_.LoseDisk("b");
  replicas_.StartAll(second_, 2);
  WaitForCallsOfAll(3);
  EXPECT_EQ(Fetched("b"), 1u);
  // Nor one that comes later.
  replicas_.Stop("c");
  replicas_.LoseDisk("c");
  EXPECT_EQ(Count("e4"), 1u);
  replicas_.Start("c", second_, 2);
  WaitForCalls("c", 4);
  EXPECT_EQ(Fetched("c"), 1u);
}

TEST_F(ShardLogLifeTest, ACopyThatComesWhenTheBeginningIsTrimmedFetches) {
  LeaveCopiesBehind();
  replicas_.StartAll(second_, 2);
  WaitForCallsOfAll(3);
  replicas_.Stop("c");
  replicas_.LoseDisk("c");
  replicas_.Start("c", first_, 1);  // as it was
  WaitForCalls("c", 3);
  replicas_.Stop("c");
  const size_t size = second_.size();
  EXPECT_EQ(Count("e4"), 1u);
  second_.Trim(size);
  replicas_.Start("c", second_, 2);
  WaitForCalls("c", 4);
  EXPECT_EQ(Fetched("c"), 1u);
}

TEST_F(ShardLogLifeTest, WithoutAnyCopyThereIsNothingToBeginFrom) {
  replicas_.StartAll(second_, 2);
  WaitForReason("a", "no replica has a copy of the shard");
  EXPECT_EQ(second_.size(), 0u);
}

TEST_F(ShardLogLifeTest, AReplicaWithAnotherLifeStaysClosed) {
  LeaveCopiesBehind();
  // The topic is the one before.
  replicas_.Start("c", first_, 2);
  WaitForReason("c", "the log is of life 1, and cluster-log-life is 2");
  replicas_.Stop("c");
  replicas_.StartAll(second_, 2);
  WaitForCallsOfAll(3);
  replicas_.Stop("a");
  replicas_.Stop("c");
  replicas_.Start("a", second_, 1);
  WaitForReason("a", "the copy is of life 2, and cluster-log-life is 1");
  replicas_.LoseDisk("c");
  replicas_.Start("c", second_, 1);
  WaitForReason("c", "the log is of life 2, and cluster-log-life is 1");
}

TEST_F(ShardLogLifeTest, ACopyWhoseSettingWasNotRaisedSaysSo) {
  LeaveCopiesBehind();
  replicas_.Start("c", second_, 1);
  WaitForReason("c", "begins with cluster-log-life 2");
  EXPECT_THAT(replicas_.WhyClosed("c"), HasSubstr("from one of life 1"));
  replicas_.Start("a", second_, 2);
  replicas_.Start("b", second_, 2);
  WaitForReason("a", "c (cluster-log-life is 1 there)");
  replicas_.Stop("c");
  replicas_.Start("c", second_, 2);
  WaitForCallsOfAll(3);
  replicas_.Stop("c");
  replicas_.LoseDisk("c");
  replicas_.Start("c", first_, 1);
  WaitForCalls("c", 3);
  replicas_.Stop("c");
  replicas_.Start("c", second_, 1);
  WaitForReason("c", "the log is of life 2, and cluster-log-life is 1");
}

TEST_F(ShardLogLifeTest, ADamagedRecordIsLeftBehind) {
  replicas_.StartAll(first_, 1);
  Count("e1");
  WaitForCallsOfAll(1);
  ASSERT_TRUE(first_.MakeView()->Append("damaged").ok());
  for (const std::string& name : kNames) WaitForReason(name, "log record");
  StopAll();
  replicas_.StartAll(second_, 2);
  EXPECT_EQ(Count("e1"), 0u);
  EXPECT_EQ(Count("e2"), 1u);
  WaitForCallsOfAll(2);
}

TEST_F(ShardLogLifeTest, ALifeThatWasLostAsWellIsFollowedByAThird) {
  LeaveCopiesBehind();
  replicas_.StartAll(second_, 2);
  WaitForCallsOfAll(3);
  replicas_.Stop("c");
  EXPECT_EQ(Count("e4"), 1u);
  StopAll();
  // An empty log of the same life is not the one that was followed.
  MemoryShardLog emptied;
  replicas_.Start("a", emptied, 2);
  WaitForReason("a", "begins with cluster-log-life 3");
  replicas_.Stop("a");
  EXPECT_EQ(emptied.size(), 0u);
  replicas_.StartAll(third_, 3);
  WaitForCallsOfAll(4);
  EXPECT_EQ(Count("e4"), 0u);
  EXPECT_EQ(Count("e5"), 1u);
  WaitForCallsOfAll(5);
}

}  // namespace
}  // namespace farcall
