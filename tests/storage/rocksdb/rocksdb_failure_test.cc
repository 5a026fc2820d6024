// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <thread>

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
