// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "scoring/records/attribute.h"
#include "tests/storage/rocksdb/fault_file_system.h"
#include "tests/storage/rocksdb/rocksdb_testing.h"
#include "tests/storage/store_testing.h"
#include "tests/storage/temp_dir.h"

namespace farcall {
namespace {

// A store on a disk that the test can break.
class FaultyDisk : public testing::Test {
 protected:
  std::unique_ptr<RocksDbHistogramStore> Open(
      Durability durability = Durability::kFsync) {
    RocksDbStoreOptions options = At(path_);
    options.durability = durability;
    options.env = env_.get();
    return OpenOrFail(options);
  }

  // What is left after a loss of power: of the log, what was synced.
  std::unique_ptr<RocksDbHistogramStore> OpenAfterPowerLoss() {
    const std::string copy = dir_ / "copy";
    CopyAsAfterKill(path_, copy);
    for (const auto& log : FilesIn(path_, ".log")) {
      std::filesystem::resize_file(copy / log.filename(),
                                   disk_->SyncedBytes(log.string()));
    }
    return OpenOrFail(At(copy));
  }

  TempDir dir_;
  const std::string path_ = dir_ / "db";
  const std::shared_ptr<FaultFileSystem> disk_ =
      std::make_shared<FaultFileSystem>();
  const std::unique_ptr<rocksdb::Env> env_ = rocksdb::NewCompositeEnv(disk_);
};

TEST_F(FaultyDisk, AnAnsweredBatchSurvivesLossOfPower) {
  const auto store = Open();
  ASSERT_TRUE(CountBatch(*store, {EventOf("e1", "alice")}).ok());
  ASSERT_TRUE(CountBatch(*store, {EventOf("e2", "alice")}).ok());
  const auto after = OpenAfterPowerLoss();
  EXPECT_EQ(CallsOf(*after, Principal("alice")), 2u);
  EXPECT_EQ(FirstOutcomeOf(*after, "e2"), kOutcome);
}

TEST_F(FaultyDisk, WithoutFsyncNothingIsSyncedForABatch) {
  const auto store = Open(Durability::kWal);
  const int before = disk_->syncs();
  ASSERT_TRUE(CountBatch(*store, {EventOf("e1", "alice")}).ok());
  EXPECT_EQ(disk_->syncs(), before);
  EXPECT_EQ(store->figures().syncs, 0u);
}

TEST_F(FaultyDisk, AFailedWriteLeavesNoTrace) {
  auto store = Open();
  ASSERT_TRUE(CountBatch(*store, {EventOf("e1", "alice")}).ok());
  disk_->FailAppends();
  const absl::Status status =
      CountBatch(*store, {EventOf("e2", "alice")}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable) << status;
  EXPECT_EQ(FirstOutcomeOf(*store, "e2"), std::nullopt);
  EXPECT_EQ(CallsOf(*store, Principal("alice")), 1u);

  store.reset();
  store = OpenOrFail(At(path_));
  EXPECT_EQ(FirstOutcomeOf(*store, "e2"), std::nullopt);
  EXPECT_EQ(CallsOf(*store, Principal("alice")), 1u);
  EXPECT_EQ(
      *CountBatch(*store, {EventOf("e1", "alice"), EventOf("e2", "alice")}),
      1u);
}

TEST_F(FaultyDisk, AfterAFailedWriteTheStoreIsUnhealthy) {
  const auto store = Open();
  ASSERT_TRUE(CountBatch(*store, {EventOf("e1", "alice")}).ok());
  EXPECT_TRUE(store->Health().ok());
  disk_->FailAppends();
  ASSERT_FALSE(CountBatch(*store, {EventOf("e2", "alice")}).ok());
  EXPECT_EQ(store->Health().code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(store->Health().message()),
              testing::HasSubstr("no append today"));
  EXPECT_EQ(CountBatch(*store, {EventOf("e1", "alice")}).status().code(),
            absl::StatusCode::kUnavailable);
  EXPECT_EQ(store->Delete(Principal("alice")).status().code(),
            absl::StatusCode::kUnavailable);
}

TEST_F(FaultyDisk, AfterAFailedSyncNobodyIsTold) {
  auto store = Open();
  ASSERT_TRUE(CountBatch(*store, {EventOf("e1", "alice")}).ok());
  disk_->FailSyncs();
  EXPECT_EQ(CountBatch(*store, {EventOf("e2", "alice")}).status().code(),
            absl::StatusCode::kUnavailable);
  EXPECT_EQ(store->Health().code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(store->Health().message()),
              testing::HasSubstr("no sync today"));
  // Sent again: not "a duplicate, all is well".
  EXPECT_EQ(CountBatch(*store, {EventOf("e2", "alice")}).status().code(),
            absl::StatusCode::kUnavailable);

  // Whether it was lost or not, the client that sends it again counts it once.
  for (auto& after :
       {OpenAfterPowerLoss(), (store.reset(), OpenOrFail(At(path_)))}) {
    ASSERT_TRUE(CountBatch(*after, {EventOf("e2", "alice")}).ok());
    EXPECT_EQ(CallsOf(*after, Principal("alice")), 2u);
  }
}

TEST_F(FaultyDisk, ADuplicateIsNotAnsweredBeforeItsFirstIsDurable) {
  const auto store = Open();
  disk_->HoldSyncs();
  std::atomic<int> answered = 0;
  const auto send = [&] {
    EXPECT_TRUE(CountBatch(*store, {EventOf("e1", "alice")}).ok());
    ++answered;
  };
  std::thread first(send);
  disk_->AwaitHeldSync();
  std::thread duplicate(send);
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  EXPECT_EQ(answered, 0);
  disk_->LetSyncsGo();
  first.join();
  duplicate.join();
  EXPECT_EQ(CallsOf(*store, Principal("alice")), 1u);
}

// Applies one event; its ticket.
HistogramStore::Ticket Apply(HistogramStore& store, const std::string& id) {
  const std::vector<EntityKey> entities = {Principal("alice")};
  const std::vector<std::string_view> ids = {id};
  const auto ticket = store.Apply(
      {"default", entities, ids}, [](HistogramStore::Stored stored) {
        stored.baselines[0]->At(Attribute::kCountry).Count("DE", 1'700'000'000);
        return HistogramStore::Changed{{true}, {{0, kOutcome}}};
      });
  EXPECT_TRUE(ticket.ok()) << ticket.status();
  return ticket.value_or(0);
}

TEST_F(FaultyDisk, MoreIsAppliedByOneThreadWhileASyncIsUnderWay) {
  const auto store = Open();
  disk_->HoldSyncs();
  std::atomic<int> told = 0;
  const auto count = [&told](const absl::Status& durable) {
    EXPECT_TRUE(durable.ok()) << durable;
    ++told;
  };
  EXPECT_FALSE(store->WhenDurable(Apply(*store, "e1"), count));
  disk_->AwaitHeldSync();
  const auto second = Apply(*store, "e2");
  EXPECT_FALSE(store->WhenDurable(second, count));
  EXPECT_EQ(CallsOf(*store, Principal("alice")), 2u);
  EXPECT_EQ(told, 0);
  disk_->LetSyncsGo();
  EXPECT_TRUE(store->AwaitDurable(second).ok());
  while (told < 2) std::this_thread::yield();
}

TEST_F(FaultyDisk, TellsOfASyncThatDoesNotEnd) {
  constexpr std::chrono::milliseconds kAny{0};
  const auto store = Open();
  EXPECT_FALSE(store->IsSyncStuckFor(kAny));
  disk_->HoldSyncs();
  const auto ticket = Apply(*store, "e1");
  std::thread client([&] { EXPECT_TRUE(store->AwaitDurable(ticket).ok()); });
  disk_->AwaitHeldSync();
  EXPECT_TRUE(store->IsSyncStuckFor(kAny));
  EXPECT_FALSE(store->IsSyncStuckFor(std::chrono::hours(1)));
  disk_->LetSyncsGo();
  client.join();
  EXPECT_FALSE(store->IsSyncStuckFor(kAny));
}

TEST_F(FaultyDisk, AFailedSyncIsToldOfAllThatWasAppliedAhead) {
  const auto store = Open();
  ASSERT_TRUE(CountBatch(*store, {EventOf("e0", "alice")}).ok());
  disk_->HoldSyncs();
  std::atomic<int> failed = 0;
  const auto count = [&failed](const absl::Status& durable) {
    EXPECT_EQ(durable.code(), absl::StatusCode::kUnavailable);
    ++failed;
  };
  EXPECT_FALSE(store->WhenDurable(Apply(*store, "e1"), count));
  disk_->AwaitHeldSync();
  EXPECT_FALSE(store->WhenDurable(Apply(*store, "e2"), count));
  disk_->FailSyncs();
  disk_->LetSyncsGo();
  while (failed < 2) std::this_thread::yield();
  EXPECT_THAT(std::string(store->Health().message()),
              testing::HasSubstr("no sync today"));
}

TEST_F(FaultyDisk, WhatIsAppliedAheadMayBeLostButNothingThatWasConfirmed) {
  const auto store = Open();
  ASSERT_TRUE(store->AwaitDurable(Apply(*store, "e1")).ok());
  Apply(*store, "e2");  // and the power is lost before anybody waits for it
  const auto after = OpenAfterPowerLoss();
  EXPECT_EQ(FirstOutcomeOf(*after, "e1"), kOutcome);
  EXPECT_EQ(FirstOutcomeOf(*after, "e2"), std::nullopt);
  EXPECT_EQ(CallsOf(*after, Principal("alice")), 1u);
  ASSERT_TRUE(CountBatch(*after, {EventOf("e2", "alice")}).ok());
  EXPECT_EQ(CallsOf(*after, Principal("alice")), 2u) << "it is counted once";
}

TEST_F(FaultyDisk, OthersAreCountedWhileASyncIsUnderWay) {
  const auto store = Open();
  disk_->HoldSyncs();
  std::thread first(
      [&] { EXPECT_TRUE(CountBatch(*store, {EventOf("e1", "alice")}).ok()); });
  disk_->AwaitHeldSync();
  std::thread second(
      [&] { EXPECT_TRUE(CountBatch(*store, {EventOf("e2", "alice")}).ok()); });
  // The second batch gets as far as into the log while the first one waits.
  while (CallsOf(*store, Principal("alice")) < 2) std::this_thread::yield();
  disk_->LetSyncsGo();
  first.join();
  second.join();
}

}  // namespace
}  // namespace farcall
