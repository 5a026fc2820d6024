// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <string>
#include <vector>

#include "tests/storage/rocksdb/rocksdb_testing.h"
#include "tests/storage/store_testing.h"
#include "tests/storage/temp_dir.h"

namespace farcall {
namespace {

constexpr int kBatches = 20;
constexpr int kEventsPerBatch = 3;

std::string EventId(int batch, int i) {
  return std::to_string(batch) + "." + std::to_string(i);
}

std::vector<TestEvent> BatchNumber(int batch) {
  std::vector<TestEvent> events;
  events.reserve(kEventsPerBatch);
  for (int i = 0; i < kEventsPerBatch; ++i) {
    events.push_back({EventId(batch, i),
                      {Principal("p" + std::to_string(i)), Command("c")}});
  }
  return events;
}

// The log of a store that died after kBatches answered batches.
class CrashedStore : public testing::Test {
 protected:
  void SetUp() override {
    const auto store = OpenOrFail(At(dir_ / "live"));
    for (int batch = 0; batch < kBatches; ++batch) {
      ASSERT_TRUE(CountBatch(*store, BatchNumber(batch)).ok());
    }
    CopyAsAfterKill(dir_ / "live", dir_ / "dead");
    const auto logs = FilesIn(dir_ / "dead", ".log");
    const auto largest = std::max_element(
        logs.begin(), logs.end(), [](const auto& a, const auto& b) {
          return std::filesystem::file_size(a) < std::filesystem::file_size(b);
        });
    ASSERT_NE(largest, logs.end());
    log_ = *largest;
  }

  TempDir dir_;
  std::filesystem::path log_;
};

// How many batches a store holds; fails the test if they are not the first
// ones, each whole.
int WholeBatches(const HistogramStore& store) {
  int batches = 0;
  while (batches < kBatches &&
         FirstOutcomeOf(store, EventId(batches, 0)).has_value()) {
    ++batches;
  }
  for (int batch = 0; batch < kBatches; ++batch) {
    for (int i = 0; i < kEventsPerBatch; ++i) {
      EXPECT_EQ(FirstOutcomeOf(store, EventId(batch, i)).has_value(),
                batch < batches);
    }
  }
  const auto whole = static_cast<uint64_t>(batches);
  EXPECT_EQ(CallsOf(store, Command("c")), whole * kEventsPerBatch);
  for (int i = 0; i < kEventsPerBatch; ++i) {
    EXPECT_EQ(CallsOf(store, Principal("p" + std::to_string(i))), whole);
  }
  return batches;
}

TEST_F(CrashedStore, HoldsEveryAnsweredBatch) {
  const auto store = OpenOrFail(At(dir_ / "dead"));
  EXPECT_EQ(WholeBatches(*store), kBatches);
}

TEST_F(CrashedStore, ATornEndOfTheLogTakesAwayNoMoreThanWholeLastBatches) {
  const uintmax_t size = std::filesystem::file_size(log_);
  int before = kBatches;
  for (const uintmax_t cut : {1, 2, 7, 8, 50, 100, 150, 200, 400, 1000}) {
    const std::string copy = dir_ / ("cut " + std::to_string(cut));
    CopyAsAfterKill(dir_ / "dead", copy);
    std::filesystem::resize_file(copy / log_.filename(), size - cut);
    const auto store = OpenOrFail(At(copy));
    const int batches = WholeBatches(*store);
    EXPECT_LT(batches, kBatches);
    EXPECT_LE(batches, before);
    before = batches;
    // The client sends the rest again.
    for (int batch = 0; batch < kBatches; ++batch) {
      ASSERT_TRUE(CountBatch(*store, BatchNumber(batch)).ok());
    }
    EXPECT_EQ(WholeBatches(*store), kBatches);
  }
}

TEST_F(CrashedStore, IsNotOpenedOverDamageBeforeTheEndOfTheLog) {
  const uintmax_t size = std::filesystem::file_size(log_);
  {
    std::fstream file(log_, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(size / 2));
    file << "damage";
  }
  const absl::Status refused =
      RocksDbHistogramStore::Open(At(dir_ / "dead")).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kDataLoss) << refused;
  EXPECT_THAT(std::string(refused.message()),
              testing::HasSubstr("--repair-log"));

  RocksDbStoreOptions options = At(dir_ / "dead");
  options.wal_damage = WalDamage::kKeepBefore;
  const auto store = OpenOrFail(options);
  const int batches = WholeBatches(*store);
  EXPECT_GT(batches, 0);
  EXPECT_LT(batches, kBatches);
}

}  // namespace
}  // namespace farcall
