// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "tests/storage/rocksdb/rocksdb_testing.h"
#include "tests/storage/store_testing.h"
#include "tests/storage/temp_dir.h"

namespace farcall {
namespace {

constexpr int64_t kHour = 3600ll * 1'000'000;

// A store whose clock the test moves.
class SeenWindowOnDisk : public testing::Test {
 protected:
  void Open(uint64_t events_max = 1000) {
    store_.reset();
    RocksDbStoreOptions options = At(dir_ / "db");
    options.seen_window_seconds = 72 * 3600;
    options.seen_events_max = events_max;
    options.steady_micros = [this] { return now_; };
    store_ = OpenOrFail(options);
  }

  void Record(const std::string& id) {
    const auto counted = CountBatch(*store_, {EventOf(id, "alice")});
    ASSERT_TRUE(counted.ok()) << counted.status();
    ASSERT_EQ(*counted, 1u) << id;
  }

  bool Knows(const std::string& id) const {
    return FirstOutcomeOf(*store_, id).has_value();
  }

  TempDir dir_;
  int64_t now_ = 123 * kHour;
  std::unique_ptr<RocksDbHistogramStore> store_;
};

TEST_F(SeenWindowOnDisk, IsAsLongAsTheSettingUnlessToldOtherwise) {
  EXPECT_EQ(RocksDbStoreOptions().seen_window_seconds,
            HistogramStore::kSeenWindowSeconds);
}

TEST_F(SeenWindowOnDisk, ForgetsWhatIsOlderThanTheWindow) {
  Open();
  Record("old");
  now_ += 71 * kHour;
  Record("young");
  EXPECT_TRUE(Knows("old"));
  now_ += 2 * kHour;
  Record("now");
  EXPECT_FALSE(Knows("old"));
  EXPECT_TRUE(Knows("young"));
  EXPECT_TRUE(Knows("now"));
  EXPECT_EQ(store_->figures().seen_blocks, 2u);
  EXPECT_EQ(store_->figures().seen_evicted_early, 0u);
}

TEST_F(SeenWindowOnDisk, AgeGoesOnOverAReopen) {
  Open();
  Record("old");
  now_ += 40 * kHour;
  Record("young");
  Open();
  EXPECT_TRUE(Knows("old"));
  now_ += 33 * kHour;
  Record("now");
  EXPECT_FALSE(Knows("old"));
  EXPECT_TRUE(Knows("young"));
}

TEST_F(SeenWindowOnDisk, DowntimeDoesNotCount) {
  Open();
  Record("before");
  store_.reset();
  now_ += 1000 * kHour;
  Open();
  Record("after");
  EXPECT_TRUE(Knows("before"));
}

TEST_F(SeenWindowOnDisk, AClockThatStartsAgainChangesNothing) {
  Open();
  Record("before");
  now_ += 70 * kHour;
  Record("later");
  store_.reset();
  now_ = 0;  // another machine, another boot
  Open();
  Record("after");
  EXPECT_TRUE(Knows("before"));
  EXPECT_TRUE(Knows("later"));
  now_ += 3 * kHour;
  Record("trigger");
  EXPECT_FALSE(Knows("before"));
  EXPECT_TRUE(Knows("later"));
  EXPECT_TRUE(Knows("after"));
}

TEST_F(SeenWindowOnDisk, BatchesOfTheSameMicrosecondDoNotReplaceEachOther) {
  Open();
  for (const char* id : {"a", "b", "c"}) Record(id);
  EXPECT_EQ(store_->figures().seen_blocks, 3u);
  Open();
  for (const char* id : {"a", "b", "c"}) EXPECT_TRUE(Knows(id)) << id;
}

TEST_F(SeenWindowOnDisk, WhatWasForgottenStaysForgottenOverAReopen) {
  Open();
  Record("old");
  now_ += 80 * kHour;
  Record("now");
  Open();
  EXPECT_FALSE(Knows("old"));
  EXPECT_EQ(store_->figures().seen_blocks, 1u);
}

TEST_F(SeenWindowOnDisk, AnEventRecordedAgainOutlivesItsFirstBlock) {
  Open();
  Record("again");
  now_ += 80 * kHour;
  Record("other");
  Record("again");
  now_ += 10 * kHour;
  Record("more");
  EXPECT_TRUE(Knows("again"));
  Open();
  Record("yet more");
  EXPECT_TRUE(Knows("again"));
  EXPECT_EQ(store_->figures().seen_events, 4u);
}

TEST_F(SeenWindowOnDisk, CountsWhatLeavesEarlyBecauseThereAreTooMany) {
  Open(/*events_max=*/3);
  for (const char* id : {"a", "b", "c", "d", "e"}) Record(id);
  EXPECT_EQ(store_->figures().seen_events, 3u);
  EXPECT_EQ(store_->figures().seen_evicted_early, 2u);
}

TEST_F(SeenWindowOnDisk, ManySmallBlocksMakeRoomForALargeBatch) {
  Open(/*events_max=*/200);
  for (int i = 0; i < 200; ++i) Record("small " + std::to_string(i));
  std::vector<TestEvent> batch;
  batch.reserve(150);
  for (int i = 0; i < 150; ++i) {
    batch.push_back(EventOf("large " + std::to_string(i), "alice"));
  }
  ASSERT_EQ(*CountBatch(*store_, batch), 150u);
  EXPECT_EQ(store_->figures().seen_events, 200u);
  EXPECT_FALSE(Knows("small 149"));
  EXPECT_TRUE(Knows("small 150"));
}

TEST_F(SeenWindowOnDisk, ASmallerBoundHoldsFromTheNextOpen) {
  Open();
  for (int i = 0; i < 200; ++i) Record(std::to_string(i));
  Open(/*events_max=*/5);
  EXPECT_EQ(store_->figures().seen_events, 5u);
  EXPECT_FALSE(Knows("194"));
  EXPECT_TRUE(Knows("195"));
}

}  // namespace
}  // namespace farcall
