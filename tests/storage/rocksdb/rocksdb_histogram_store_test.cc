// SPDX-License-Identifier: Apache-2.0
#include "storage/rocksdb/rocksdb_histogram_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <string>

#include "storage/codec/record/histogram_codec.h"
#include "tests/storage/rocksdb/rocksdb_testing.h"
#include "tests/storage/store_testing.h"
#include "tests/storage/temp_dir.h"

namespace farcall {
namespace {

using testing::HasSubstr;

TEST(RocksDbHistogramStore, KeepsFeedbackAndItsLimitOverAReopen) {
  TempDir dir;
  RocksDbStoreOptions options = At(dir / "db");
  options.feedback_entries_max = 3;
  for (int round = 0; round < 3; ++round) {
    const auto store = OpenOrFail(options);
    for (int i = 0; i < 2; ++i) {
      const int number = 2 * round + i;
      ASSERT_TRUE(Say(*store, EntryOf("f" + std::to_string(number), "alice",
                                      1000 + number))
                      .ok());
    }
  }
  options.feedback_entries_max = 2;
  const auto store = OpenOrFail(options);
  const auto kept = store->ListFeedback("default", "", "", 9);
  ASSERT_TRUE(kept.ok()) << kept.status();
  ASSERT_EQ(kept->entries.size(), 3u);
  EXPECT_EQ(kept->entries[0], EntryOf("f5", "alice", 1005));
  EXPECT_EQ(kept->entries[2], EntryOf("f3", "alice", 1003));
  // What is said at a time before all others is the oldest.
  ASSERT_TRUE(Say(*store, EntryOf("f0", "alice", 1)).ok());
  ASSERT_TRUE(Say(*store, EntryOf("f6", "alice", 1006)).ok());
  const auto page = store->ListFeedback("default", "", "", 9);
  ASSERT_EQ(page->entries.size(), 2u);
  EXPECT_EQ(page->entries[1], EntryOf("f5", "alice", 1005));
}

TEST(RocksDbHistogramStore, KeepsHistogramsAndSeenEventsOverAReopen) {
  TempDir dir;
  auto store = OpenOrFail(At(dir / "db"));
  ASSERT_TRUE(CountBatch(*store, {EventOf("e1", "alice")}).ok());
  const Histogram before = HistogramOf(*store, Principal("alice"));
  store.reset();

  store = OpenOrFail(At(dir / "db"));
  EXPECT_EQ(HistogramOf(*store, Principal("alice")), before);
  EXPECT_EQ(FirstOutcomeOf(*store, "e1"), kOutcome);
  EXPECT_EQ(*CountBatch(*store, {EventOf("e1", "alice")}), 0u);
  EXPECT_EQ(store->figures().seen_events, 1u);
}

// A baseline of 1,000 values, of which 200 batches change one each.
TEST(RocksDbHistogramStore, WritesWhatChangedOfALargeBaseline) {
  TempDir dir;
  auto store = OpenOrFail(At(dir / "db"));
  std::vector<TestEvent> all;
  all.reserve(1000);
  for (int i = 0; i < 1000; ++i) {
    all.push_back(EventOf("e" + std::to_string(i), "alice",
                          "@service:s" + std::to_string(i)));
  }
  ASSERT_EQ(*CountBatch(*store, all), 1000u);
  const uint64_t before = store->figures().memtable_bytes;
  for (int i = 0; i < 200; ++i) {
    ASSERT_EQ(*CountBatch(*store, {EventOf("f" + std::to_string(i), "alice",
                                           "@service:s" + std::to_string(i))}),
              1u);
  }
  const uint64_t whole =
      EncodeHistogram(HistogramOf(*store, Principal("alice")))->size();
  EXPECT_GT(whole, 15'000u);
  EXPECT_LT(store->figures().memtable_bytes - before, 200 * whole / 10);

  const Histogram kept = HistogramOf(*store, Principal("alice"));
  EXPECT_EQ(kept.calls(), 1200u);
  store.reset();
  EXPECT_EQ(HistogramOf(*OpenOrFail(At(dir / "db")), Principal("alice")), kept);
}

TEST(RocksDbHistogramStore, AReadWritesNothing) {
  TempDir dir;
  const auto store = OpenOrFail(At(dir / "db"));
  const auto bytes = [&] {
    uintmax_t sum = 0;
    for (const auto& file : FilesIn(dir / "db", "")) {
      sum += std::filesystem::file_size(file);
    }
    return sum;
  };
  const uintmax_t before = bytes();
  HistogramOf(*store, Principal("alice"));
  FirstOutcomeOf(*store, "e1");
  EXPECT_EQ(bytes(), before);
}

TEST(RocksDbHistogramStore, ReportsWhatItHoldsAndDoes) {
  TempDir dir;
  std::atomic<int> reads = 0;
  std::atomic<int> writes = 0;
  std::atomic<int> syncs = 0;
  RocksDbStoreOptions options = At(dir / "db");
  options.observer = {
      .on_read = [&](double seconds) { reads += seconds >= 0; },
      .on_write = [&](double seconds) { writes += seconds >= 0; },
      .on_sync = [&](double seconds) { syncs += seconds >= 0; }};
  const auto store = OpenOrFail(options);
  ASSERT_TRUE(
      CountBatch(*store, {EventOf("e1", "alice"), EventOf("e2", "bob")}).ok());
  const StoreFigures figures = store->figures();
  EXPECT_EQ(figures.seen_events, 2u);
  EXPECT_EQ(figures.seen_blocks, 1u);
  EXPECT_EQ(figures.seen_evicted_early, 0u);
  EXPECT_EQ(figures.syncs, 1u);
  EXPECT_EQ(figures.baselines_estimate, 2u);
  EXPECT_GT(figures.memtable_bytes, 0u);
  EXPECT_EQ(figures.background_errors, 0u);
  EXPECT_EQ(reads, 1);
  EXPECT_EQ(writes, 1);
  EXPECT_EQ(syncs, 1);
}

TEST(RocksDbHistogramStore, KeepsDecodedWhatABatchDidNotChange) {
  TempDir dir;
  std::atomic<int> reads = 0;
  RocksDbStoreOptions options = At(dir / "db");
  options.observer.on_read = [&](double) { ++reads; };
  const auto store = OpenOrFail(options);
  ASSERT_EQ(*CountBatch(*store, {EventOf("e1", "alice")}), 1u);
  reads = 0;
  ASSERT_EQ(*CountBatch(*store, {EventOf("e1", "alice")}), 0u);
  ASSERT_EQ(*CountBatch(*store, {EventOf("e2", "alice")}), 1u);
  EXPECT_EQ(reads, 0);
  EXPECT_EQ(CallsOf(*store, Principal("alice")), 2u);
}

TEST(RocksDbHistogramStore, ADamagedBaselineIsDataLossAndStaysAsItIs) {
  TempDir dir;
  ASSERT_NO_FATAL_FAILURE(MakeStoreWithDamaged(dir / "db", Principal("alice")));
  const auto store = OpenOrFail(At(dir / "db"));
  const absl::Status status =
      CountBatch(*store, {EventOf("e1", "alice"), EventOf("e2", "bob")})
          .status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(status.message()),
              HasSubstr("principal country histogram"));
  EXPECT_THAT(std::string(status.message()), Not(HasSubstr("alice")));
  // Nothing of the batch was written, and others go on.
  EXPECT_EQ(FirstOutcomeOf(*store, "e2"), std::nullopt);
  EXPECT_EQ(*CountBatch(*store, {EventOf("e2", "bob")}), 1u);
  EXPECT_TRUE(store->Health().ok());
}

}  // namespace
}  // namespace farcall
