// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "storage/rocksdb/seen_log.h"
#include "tests/storage/rocksdb/rocksdb_testing.h"
#include "tests/storage/rocksdb/stopping_file_system.h"
#include "tests/storage/store_testing.h"
#include "tests/storage/temp_dir.h"

namespace farcall {
namespace {

constexpr int kBatches = 30;
constexpr int kEventsPerBatch = 3;
constexpr int64_t kHour = 3600ll * 1'000'000;

RocksDbStoreOptions SmallAt(const std::string& path, int64_t& now) {
  RocksDbStoreOptions options = At(path);
  options.seen_window_seconds = 72 * 3600;
  options.seen_memory_bytes = 32 * 13;  // room for 25
  options.durability = Durability::kWal;
  options.steady_micros = [&now] { return now; };
  return options;
}

std::vector<TestEvent> BatchNumber(int batch) {
  std::vector<TestEvent> events;
  for (int i = 0; i < kEventsPerBatch; ++i) {
    events.push_back(
        EventOf(std::to_string(batch) + "." + std::to_string(i), "alice"));
  }
  return events;
}

// Whether all events of a batch are known. Fails where some are.
bool KnowsBatch(const HistogramStore& store, int batch) {
  const std::vector<TestEvent> events = BatchNumber(batch);
  const bool first = FirstOutcomeOf(store, events.front().id).has_value();
  for (const TestEvent& event : events) {
    EXPECT_EQ(FirstOutcomeOf(store, event.id).has_value(), first) << event.id;
  }
  return first;
}

// Batches an hour apart, the first of which are forgotten by the end: how many
// were answered until the disk stopped. Memory is filled, segments are made,
// and one is removed.
int RunUntilItStops(const std::string& path, const StoppingFileSystem& disk,
                    rocksdb::Env* env) {
  int64_t now = 0;
  RocksDbStoreOptions options = SmallAt(path, now);
  options.env = env;
  const auto store = RocksDbHistogramStore::Open(options);
  if (!store.ok()) return 0;
  int answered = 0;
  for (; answered < kBatches; ++answered) {
    now += answered < kBatches / 2 ? kHour : 5 * kHour;
    if (!CountBatch(**store, BatchNumber(answered)).ok()) break;
  }
  EXPECT_TRUE(answered == kBatches || disk.has_stopped());
  return answered;
}

// With the events that came after `answered` batches were answered.
void ExpectNothingIsLost(const std::string& path, int answered) {
  int64_t now = 0;
  RocksDbStoreOptions options = SmallAt(path, now);
  const auto env =
      rocksdb::NewCompositeEnv(std::make_shared<StoppingFileSystem>(
          std::numeric_limits<int64_t>::max()));
  options.env = env.get();
  const auto store = OpenOrFail(options);
  ASSERT_NE(store, nullptr);
  const uint64_t counted = CallsOf(*store, Principal("alice"));
  ASSERT_EQ(counted % kEventsPerBatch, 0U);
  const auto batches = static_cast<int>(counted / kEventsPerBatch);
  EXPECT_GE(batches, answered);
  EXPECT_LE(batches, answered + 1);
  // The last 14 came within 70 hours.
  for (int batch = 0; batch < kBatches; ++batch) {
    if (batch >= batches) {
      EXPECT_FALSE(KnowsBatch(*store, batch)) << batch;
    } else if (batch >= batches - 14) {
      EXPECT_TRUE(KnowsBatch(*store, batch)) << batch;
    }
  }
  // It goes on as if nothing had been.
  for (int batch = batches; batch < kBatches; ++batch) {
    EXPECT_EQ(*CountBatch(*store, BatchNumber(batch)), 3U);
  }
  EXPECT_TRUE(store->Health().ok());
}

TEST(SeenSegmentsCrash, NothingIsForgottenWhateverOperationIsTheLast) {
  bool stopped = true;
  int runs = 0;
  for (int64_t operations = 20; stopped; operations += 11, ++runs) {
    SCOPED_TRACE(operations);
    const TempDir dir;
    const auto disk = std::make_shared<StoppingFileSystem>(operations);
    const auto env = rocksdb::NewCompositeEnv(disk);
    const int answered = RunUntilItStops(dir / "db", *disk, env.get());
    stopped = disk->has_stopped();
    ExpectNothingIsLost(dir / "db", answered);
    if (testing::Test::HasFailure()) break;
  }
  EXPECT_GT(runs, 20);
}

// The steps of a move, by hand.
class MoveOfSeenEvents : public testing::Test {
 protected:
  static constexpr int kEvents = 26;

  void SetUp() override {
    Open("db");
    for (int i = 0; i < kEvents; ++i) {
      rocksdb::WriteBatch batch;
      const auto staged = log_->Stage({EventNumber(i)}, batch);
      ASSERT_TRUE(staged.ok());
      ASSERT_TRUE(database_->db().Write(rocksdb::WriteOptions(), &batch).ok());
      log_->Apply(*staged);
    }
    ASSERT_TRUE(log_->IsFull());
  }

  void Open(const std::string& name) {
    log_.reset();
    database_ = *RocksDbDatabase::Open(At(dir_ / name));
    log_.emplace(*database_,
                 SeenLog::Options{.window_micros = kHour,
                                  .events_max = 1000,
                                  .memory_bytes = 32 * 13,
                                  .steady_micros = [] { return int64_t{0}; }});
    ASSERT_TRUE(log_->Load().ok());
  }

  static SeenEvent EventNumber(int i) {
    return {{static_cast<uint32_t>(i) * 0x9e3779b9U, 7},
            PackOutcome({static_cast<uint16_t>(i), BaselineState::kReady})};
  }

  void ExpectAllKnown() {
    for (int i = 0; i < kEvents; ++i) {
      const EventDigest digest = EventNumber(i).digest;
      std::vector<std::optional<FirstOutcome>> outcomes(1);
      ASSERT_TRUE(log_->Find({&digest, 1}, outcomes).ok());
      EXPECT_EQ(outcomes[0], UnpackOutcome(EventNumber(i).outcome)) << i;
    }
    EXPECT_EQ(log_->events(), uint64_t{kEvents});
  }

  TempDir dir_;
  std::unique_ptr<RocksDbDatabase> database_;
  std::optional<SeenLog> log_;
};

TEST_F(MoveOfSeenEvents, KnowsAllAtEachStep) {
  const auto move = log_->BeginMove();
  ASSERT_TRUE(move.has_value());
  EXPECT_FALSE(log_->BeginMove().has_value());
  ExpectAllKnown();
  auto segment = log_->Write(*move);
  ASSERT_TRUE(segment.ok()) << segment.status();
  ExpectAllKnown();
  CopyAsAfterKill(dir_ / "db", dir_ / "written");
  ASSERT_TRUE(log_->EndMove(*move, *segment).ok());
  ExpectAllKnown();
  CopyAsAfterKill(dir_ / "db", dir_ / "ended");
  log_->Free(*move);
  ExpectAllKnown();
  EXPECT_FALSE(log_->IsFull());
  for (const char* copy : {"written", "ended"}) {
    Open(copy);
    ExpectAllKnown();
    EXPECT_EQ(log_->segment_figures().segments, 1U);
    EXPECT_LT(log_->blocks(), uint64_t{kEvents});
  }
}

}  // namespace
}  // namespace farcall
