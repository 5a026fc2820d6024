// SPDX-License-Identifier: Apache-2.0

// Backups of shards whose log lies in memory: by the owner alone, and back into
// a copy that follows the log from there.
#include "server/stores/shard_backups.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "files/file_lock.h"
#include "server/stores/data_dir.h"
#include "tests/cluster/shard/memory_shard_log.h"
#include "tests/cluster/shard/test_copy.h"
#include "tests/cluster/shard/test_place.h"
#include "tests/cluster/shard/wait_until.h"
#include "tests/storage/store_testing.h"
#include "tests/storage/temp_dir.h"

namespace farcall {
namespace {

using testing::HasSubstr;

constexpr uint32_t kShard = 1;
constexpr size_t kKept = 2;

void NoProgress(uint64_t /*bytes_copied*/) {}

class ShardBackupsTest : public testing::Test {
 protected:
  std::unique_ptr<ShardReplica> Start(const std::string& name) {
    std::filesystem::create_directories(dir_ / name);
    places_.push_back(
        std::make_unique<TestPlace>(ShardPath(dir_ / name, kShard)));
    auto replica = std::make_unique<ShardReplica>(
        CopyOptions(name, kShard, 2),
        OpenEachTime(log_.MakeView(places_.size())), *places_.back(), nullptr);
    replica->Start();
    return replica;
  }
  std::string backup_dir() const { return dir_ / "backups"; }
  // As a replica with this copy alone has them.
  std::unique_ptr<ShardBackups> BackupsOf(const ShardReplica& replica) const {
    return std::make_unique<ShardBackups>(
        std::vector<const ShardReplica*>{nullptr, &replica}, backup_dir(),
        kKept);
  }

  const TempDir dir_;
  MemoryShardLog log_;
  std::vector<std::unique_ptr<TestPlace>> places_;
};

TEST_F(ShardBackupsTest, TheOwnerAloneMakesThemAndAllSeeThem) {
  const auto first = Start("first");
  CountBy(*first, "e1");
  const auto second = Start("second");
  AwaitCalls(*second, 1);
  const auto of_first = BackupsOf(*first);
  const auto of_second = BackupsOf(*second);

  const auto none = of_second->Create(NoProgress);
  ASSERT_TRUE(none.ok()) << none.status();
  EXPECT_TRUE(none->empty());
  const auto made = of_first->Create(NoProgress);
  ASSERT_TRUE(made.ok()) << made.status();
  ASSERT_EQ(made->size(), 1U);
  EXPECT_EQ(made->front().shard, kShard);
  EXPECT_EQ(made->front().backup.id, 1U);
  for (const auto& backups : {of_first.get(), of_second.get()}) {
    const auto list = backups->List();
    ASSERT_TRUE(list.ok()) << list.status();
    ASSERT_EQ(list->size(), 1U);
    EXPECT_EQ(list->front().shard, kShard);
    EXPECT_TRUE(backups->Verify(kShard, 0).ok());
    EXPECT_TRUE(absl::IsNotFound(backups->Verify(kShard, 2).status()));
    EXPECT_TRUE(absl::IsNotFound(backups->Verify(0, 0).status()));
    for (const std::optional<uint32_t> wrong :
         {std::optional<uint32_t>(), std::optional<uint32_t>(2)}) {
      EXPECT_TRUE(absl::IsInvalidArgument(backups->Verify(wrong, 0).status()));
    }
  }
}

TEST_F(ShardBackupsTest, TheNextOwnerGoesOnInTheSameDirectory) {
  auto first = Start("first");
  CountBy(*first, "e1");
  const auto second = Start("second");
  const auto of_second = BackupsOf(*second);
  ASSERT_TRUE(BackupsOf(*first)->Create(NoProgress).ok());
  first.reset();
  for (const uint32_t id : {2U, 3U}) {
    CountBy(*second, "e" + std::to_string(id));
    const auto made = of_second->Create(NoProgress);
    ASSERT_TRUE(made.ok()) << made.status();
    EXPECT_EQ(made->front().backup.id, id);
  }
  const auto list = of_second->List();
  ASSERT_EQ(list->size(), kKept);
  for (const StoreBackup& one : *list) {
    EXPECT_TRUE(of_second->Verify(kShard, one.backup.id).ok());
  }
}

TEST_F(ShardBackupsTest, WhatAnotherReplicaHoldsLockedIsLeftAlone) {
  const auto first = Start("first");
  CountBy(*first, "e1");
  const auto backups = BackupsOf(*first);
  ASSERT_TRUE(backups->Create(NoProgress).ok());
  const auto lock = FileLock::Take(ShardPath(backup_dir(), kShard) + "/LOCK",
                                   FileLock::Kind::kExclusive);
  ASSERT_TRUE(lock.ok()) << lock.status();
  const absl::Status status = backups->Create(NoProgress).status();
  EXPECT_TRUE(absl::IsAborted(status)) << status;
  EXPECT_THAT(std::string(status.message()),
              HasSubstr("1 of 1 owned shards have no new backup: shard 1: "));
  EXPECT_TRUE(absl::IsAborted(backups->Verify(kShard, 0).status()));
  EXPECT_TRUE(absl::IsAborted(
      RestoreShard(backup_dir(), kShard, 0, dir_ / "new").status()));
  EXPECT_EQ(backups->List()->size(), 1U);
}

TEST_F(ShardBackupsTest, ARestoredCopyFollowsTheLogFromItsPosition) {
  const auto first = Start("first");
  WaitUntil([&] { return first->is_owner(); });
  const size_t begun = log_.size();
  CountBy(*first, "e1");
  ASSERT_TRUE(BackupsOf(*first)->Create(NoProgress).ok());
  CountBy(*first, "e2");
  // A copy without the backup would need these records.
  log_.Trim(begun);

  const std::string data = dir_ / "second";
  const auto restored = RestoreShard(backup_dir(), kShard, 0, data);
  ASSERT_TRUE(restored.ok()) << restored.status();
  EXPECT_TRUE(absl::IsFailedPrecondition(
      RestoreShard(backup_dir(), kShard, 0, data).status()));
  const auto second = Start("second");
  AwaitCalls(*second, 2);
  CountBy(*first, "e3");
  AwaitCalls(*second, 3);
  EXPECT_EQ(FirstOutcomeOf(second->store().store->histograms(), "e1"),
            kOutcome);
  EXPECT_EQ(second->status().lives, 1U);
}

TEST_F(ShardBackupsTest, GivesUpWhereTheReplicaGivesItsStoreUp) {
  const auto first = Start("first");
  CountBy(*first, "e1");
  // So much that there is progress to tell of.
  std::mt19937_64 random(1);
  constexpr int kBatches = 60;
  constexpr int kEvents = 200;
  constexpr int kNumbersOfName = 60;
  for (int batch = 0; batch < kBatches; ++batch) {
    std::vector<TestEvent> events;
    for (int i = 0; i < kEvents; ++i) {
      std::string name;
      for (int n = 0; n < kNumbersOfName; ++n) name += std::to_string(random());
      events.push_back(
          EventOf("b" + std::to_string(kEvents * batch + i), name));
    }
    ASSERT_TRUE(CountBatch(first->store().store->histograms(), events).ok());
  }
  const auto backups = BackupsOf(*first);
  int told = 0;
  const absl::Status status =
      backups
          ->Create([&](uint64_t) {
            ++told;
            first->BeginToStop();
            WaitUntil([&] { return first->store().store == nullptr; });
          })
          .status();
  EXPECT_GE(told, 1);
  EXPECT_TRUE(absl::IsAborted(status)) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("gave it up"));
  EXPECT_TRUE(backups->List()->empty());
  first->Stop();
}

TEST_F(ShardBackupsTest, TellsByShardWhenTheNewestWasMade) {
  const auto first = Start("first");
  CountBy(*first, "e1");
  const auto backups = BackupsOf(*first);
  const auto sampled = [](const ShardBackups& from) {
    const auto samples = from.Samples();
    EXPECT_EQ(samples.size(), 1U);
    const std::pair<std::string, std::string> label{"shard", "1"};
    EXPECT_THAT(samples.front().labels, testing::ElementsAre(label));
    return samples.front().value;
  };
  EXPECT_EQ(sampled(*backups), 0);
  const auto made = backups->Create(NoProgress);
  ASSERT_TRUE(made.ok()) << made.status();
  const auto time = static_cast<double>(made->front().backup.time_seconds);
  EXPECT_EQ(sampled(*backups), time);
  EXPECT_EQ(sampled(*BackupsOf(*first)), time);
}

TEST_F(ShardBackupsTest, WithoutAPlaceThereAreNone) {
  ShardBackups backups({nullptr, nullptr}, "", kKept);
  EXPECT_TRUE(absl::IsFailedPrecondition(backups.Create(NoProgress).status()));
  EXPECT_TRUE(absl::IsFailedPrecondition(backups.List().status()));
  EXPECT_TRUE(absl::IsFailedPrecondition(backups.Verify(0, 0).status()));
  EXPECT_TRUE(backups.Samples().empty());
}

}  // namespace
}  // namespace farcall
