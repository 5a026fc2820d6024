// SPDX-License-Identifier: Apache-2.0
#include "storage/rocksdb/seen_segments.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "storage/rocksdb/seen_log.h"
#include "tests/storage/random_digests.h"
#include "tests/storage/rocksdb/rocksdb_testing.h"
#include "tests/storage/store_testing.h"
#include "tests/storage/temp_dir.h"

namespace farcall {
namespace {

constexpr int64_t kHour = 3600ll * 1'000'000;
// Room for 25 events.
constexpr uint64_t kSmallMemory = 32 * 13;

// A store that holds few events in memory.
class SeenBeyondMemory : public testing::Test {
 protected:
  void Open(uint64_t memory_bytes = kSmallMemory,
            uint64_t events_max = 1'000'000) {
    store_.reset();
    RocksDbStoreOptions options = At(path_);
    options.seen_window_seconds = 72 * 3600;
    options.seen_events_max = events_max;
    options.seen_memory_bytes = memory_bytes;
    options.durability = Durability::kWal;
    options.steady_micros = [this] { return now_; };
    store_ = OpenOrFail(options);
  }

  void Record(const std::string& id) {
    const auto counted = CountBatch(*store_, {EventOf(id, "alice")});
    ASSERT_TRUE(counted.ok()) << counted.status();
    ASSERT_EQ(*counted, 1u) << id;
  }
  void RecordMany(const std::string& name, int count) {
    for (int i = 0; i < count; ++i) Record(name + std::to_string(i));
  }

  bool Knows(const std::string& id) const {
    return FirstOutcomeOf(*store_, id) == kOutcome;
  }
  int Known(const std::string& name, int count) const {
    int known = 0;
    for (int i = 0; i < count; ++i) known += Knows(name + std::to_string(i));
    return known;
  }

  TempDir dir_;
  const std::string path_ = dir_ / "db";
  int64_t now_ = 123 * kHour;
  std::unique_ptr<RocksDbHistogramStore> store_;
};

TEST_F(SeenBeyondMemory, KnowsEventsWhereverTheyLie) {
  Open();
  RecordMany("e", 100);
  EXPECT_EQ(Known("e", 100), 100);
  const StoreFigures figures = store_->figures();
  EXPECT_EQ(figures.seen_events, 100U);
  EXPECT_GE(figures.seen_segments, 5U);
  EXPECT_GE(figures.seen_segment_events, 74U);
  EXPECT_GT(figures.seen_segment_bytes, 0U);
  EXPECT_EQ(figures.seen_evicted_early, 0U);
  // None is counted again.
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(*CountBatch(*store_, {EventOf("e" + std::to_string(i), "alice")}),
              0U);
  }
  EXPECT_EQ(CallsOf(*store_, Principal("alice")), 100U);
}

TEST_F(SeenBeyondMemory, NothingIsOnDiskAloneWhileMemoryHasRoom) {
  Open(RocksDbStoreOptions().seen_memory_bytes);
  RecordMany("e", 100);
  EXPECT_EQ(store_->figures().seen_segments, 0U);
  EXPECT_EQ(store_->figures().seen_segment_bytes, 0U);
}

TEST_F(SeenBeyondMemory, ByDefaultAllFitIntoMemory) {
  const RocksDbStoreOptions options;
  EXPECT_GT(SeenWindow::EventsWithin(options.seen_memory_bytes) / 16 * 15,
            options.seen_events_max);
}

TEST_F(SeenBeyondMemory, ABatchLargerThanMemoryIsKnown) {
  Open();
  for (int batch = 0; batch < 4; ++batch) {
    std::vector<TestEvent> events;
    for (int i = 0; i < 60; ++i) {
      events.push_back(EventOf("e" + std::to_string(60 * batch + i), "alice"));
    }
    ASSERT_EQ(*CountBatch(*store_, events), 60U);
  }
  EXPECT_EQ(Known("e", 240), 240);
  EXPECT_GE(store_->figures().seen_segments, 2U);
  Open();
  EXPECT_EQ(Known("e", 240), 240);
}

TEST_F(SeenBeyondMemory, ForgetsSegmentsWhenTheWindowPassesThem) {
  Open();
  RecordMany("old", 100);
  now_ += 71 * kHour;
  RecordMany("young", 40);
  EXPECT_EQ(Known("old", 100), 100);
  now_ += 2 * kHour;
  Record("now");
  Record("and now");
  EXPECT_EQ(Known("old", 100), 0);
  EXPECT_EQ(Known("young", 40), 40);
  EXPECT_EQ(store_->figures().seen_events, 42U);
  EXPECT_EQ(store_->figures().seen_evicted_early, 0U);
  Open();
  EXPECT_EQ(Known("old", 100), 0);
  EXPECT_EQ(Known("young", 40), 40);
  EXPECT_EQ(store_->figures().seen_events, 42U);
}

TEST_F(SeenBeyondMemory, WhatIsForgottenLeavesTheDisk) {
  Open();
  RecordMany("old", 100);
  now_ += 80 * kHour;
  Record("now");
  store_.reset();
  Open();
  // By a thread of the store's.
  while (store_->figures().seen_segment_bytes > 0) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  EXPECT_EQ(store_->figures().seen_segment_bytes, 0U);
  EXPECT_EQ(store_->figures().seen_segments, 0U);
  EXPECT_TRUE(Knows("now"));
}

TEST_F(SeenBeyondMemory, TheOldestOfASegmentLeaveBeforeTheYoungest) {
  Open();
  RecordMany("first", 6);
  now_ += 10 * kHour;
  RecordMany("second", 6);
  now_ += 1 * kHour;
  RecordMany("third", 16);
  ASSERT_EQ(store_->figures().seen_segments, 1U);
  now_ += 62 * kHour;
  Record("now");
  EXPECT_EQ(Known("first", 6), 0);
  EXPECT_EQ(Known("second", 6), 6);
  EXPECT_EQ(store_->figures().seen_segments, 1U);
  Open();
  EXPECT_EQ(Known("first", 6), 0);
  EXPECT_EQ(Known("second", 6), 6);
}

TEST_F(SeenBeyondMemory, AnEventRecordedAgainOutlivesItsSegment) {
  Open();
  RecordMany("old", 40);
  now_ += 73 * kHour;
  Record("trigger");
  RecordMany("old", 40);
  now_ += 10 * kHour;
  Record("more");
  EXPECT_EQ(Known("old", 40), 40);
  Open();
  EXPECT_EQ(Known("old", 40), 40);
}

TEST_F(SeenBeyondMemory, TheOldestMakeRoomForTooMany) {
  Open(kSmallMemory, /*events_max=*/60);
  RecordMany("e", 100);
  EXPECT_EQ(store_->figures().seen_events, 60U);
  EXPECT_EQ(store_->figures().seen_evicted_early, 40U);
  EXPECT_EQ(Known("e", 40), 0);
  EXPECT_EQ(Known("e", 100), 60);
  Open(kSmallMemory, /*events_max=*/20);
  EXPECT_EQ(store_->figures().seen_events, 20U);
  EXPECT_EQ(Known("e", 100), 20);
  EXPECT_TRUE(Knows("e99"));
}

TEST_F(SeenBeyondMemory, LessMemoryHoldsFromTheNextOpenOn) {
  Open(1 << 20);
  RecordMany("e", 100);
  ASSERT_EQ(store_->figures().seen_segments, 0U);
  Open();
  EXPECT_GE(store_->figures().seen_segment_events, 74U);
  EXPECT_EQ(Known("e", 100), 100);
  Open(1 << 20);
  EXPECT_GE(store_->figures().seen_segment_events, 74U);
  EXPECT_EQ(Known("e", 100), 100);
}

TEST_F(SeenBeyondMemory, ABackupHoldsThem) {
  Open();
  RecordMany("e", 100);
  auto backups = BackupDirectory::Open(dir_ / "backups");
  ASSERT_TRUE(backups.ok());
  ASSERT_TRUE(store_->CreateBackup(**backups, 1, [](uint64_t) {}).ok());
  store_.reset();
  ASSERT_TRUE((*backups)->Restore(0, dir_ / "restored").ok());
  store_ = OpenOrFail(At(dir_ / "restored"));
  EXPECT_EQ(Known("e", 100), 100);
}

TEST_F(SeenBeyondMemory, CompactionByHandLeavesThem) {
  Open();
  RecordMany("e", 100);
  ASSERT_TRUE(store_->Compact().ok());
  EXPECT_EQ(Known("e", 100), 100);
}

std::vector<std::string> SegmentFiles(const std::string& path) {
  const auto database = RocksDbDatabase::Open(At(path));
  std::vector<rocksdb::LiveFileMetaData> files;
  (*database)->db().GetLiveFilesMetaData(&files);
  std::vector<std::string> segments;
  for (const auto& file : files) {
    if (file.column_family_name != "seen_segments") continue;
    segments.push_back(file.db_path + file.name);
  }
  return segments;
}

void Damage(const std::string& path, int64_t offset) {
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(offset);
  file << "damage";
}

TEST_F(SeenBeyondMemory, ADamagedPageSaysSoToThoseWhoNeedIt) {
  constexpr uint64_t kMemory = 4096 * 13;  // room for 3,200
  Open(kMemory);
  std::vector<TestEvent> first;
  for (int batch = 0; batch < 40; ++batch) {
    std::vector<TestEvent> events;
    for (int i = 0; i < 100; ++i) {
      const std::string number = std::to_string(i);
      events.push_back(EventOf(std::to_string(batch) + "." + number, "alice"));
    }
    if (batch == 0) first = events;
    ASSERT_EQ(*CountBatch(*store_, events), 100U);
  }
  store_.reset();
  const auto files = SegmentFiles(path_);
  ASSERT_FALSE(files.empty());
  Damage(files.front(), 10'000);
  Open(kMemory);
  const absl::Status lost = CountBatch(*store_, first).status();
  EXPECT_EQ(lost.code(), absl::StatusCode::kDataLoss) << lost;
  EXPECT_NE(lost.message().find("segment of seen events"), std::string::npos)
      << lost;
  // Nothing of the batch was counted, and others go on.
  EXPECT_EQ(CallsOf(*store_, Principal("alice")), 4000U);
  EXPECT_TRUE(store_->Health().ok());
  EXPECT_TRUE(Knows("39.0"));
}

TEST_F(SeenBeyondMemory, ADamagedHeadIsNotOpenedOver) {
  Open();
  RecordMany("e", 100);
  store_.reset();
  Damage(SegmentFiles(path_).front(), 10);
  EXPECT_EQ(RocksDbHistogramStore::Open(At(path_)).status().code(),
            absl::StatusCode::kDataLoss);
}

TEST_F(SeenBeyondMemory, ASegmentThatIsGoneIsNotOpenedOver) {
  Open();
  RecordMany("e", 100);
  store_.reset();
  std::filesystem::remove(SegmentFiles(path_).front());
  EXPECT_FALSE(RocksDbHistogramStore::Open(At(path_)).ok());
}

// Segments alone, of many events, so that filters are wrong at times.
class ManyInSegments : public testing::Test {
 protected:
  static constexpr uint32_t kEvents = 20'000;

  void SetUp() override {
    for (uint32_t segment = 1; segment <= 2; ++segment) {
      SeenWindow window;
      std::vector<SeenEvent> events;
      for (const EventDigest& digest : RandomDigests(kEvents, segment)) {
        events.push_back({digest, PackOutcome(kOutcome)});
      }
      window.Apply({}, events, 0, 5);
      auto written = WriteSeenSegment(
          place_, segment, {{int64_t{100} * segment, kEvents}}, window, 5, 5);
      ASSERT_TRUE(written.ok()) << written.status();
      segments_.Add(*std::move(written));
    }
  }

  int Found(const SeenSegments& segments,
            const std::vector<EventDigest>& digests) {
    std::vector<std::optional<FirstOutcome>> outcomes(digests.size());
    EXPECT_TRUE(segments.Find(digests, outcomes).ok());
    return static_cast<int>(std::ranges::count_if(
        outcomes, [](const auto& outcome) { return outcome.has_value(); }));
  }

  TempDir dir_;
  const std::unique_ptr<RocksDbDatabase> database_ =
      *RocksDbDatabase::Open(At(dir_ / "db"));
  const SeenSegmentPlace place_{database_->db(), database_->seen_segments()};
  SeenSegments segments_{place_};
};

TEST_F(ManyInSegments, AFalsePositiveOfAFilterIsNoDuplicate) {
  EXPECT_EQ(Found(segments_, RandomDigests(100'000, 3)), 0);
  const SeenSegments::Figures figures = segments_.figures();
  EXPECT_GT(figures.false_positives, 0U);
  EXPECT_LT(figures.false_positives, 600U);  // of 200,000; about 160
  EXPECT_EQ(figures.pages_read, figures.false_positives);
}

TEST_F(ManyInSegments, AllAreFoundAndTheirFiltersTakeTwoBytes) {
  EXPECT_EQ(Found(segments_, RandomDigests(kEvents, 1)), kEvents);
  EXPECT_EQ(Found(segments_, RandomDigests(kEvents, 2)), kEvents);
  EXPECT_NEAR(static_cast<double>(segments_.figures().filter_bytes),
              4.0 * kEvents, 0.3 * kEvents);
}

TEST_F(ManyInSegments, AreFoundBeforeTheirFiltersAreReadAndAfter) {
  SeenSegments opened(place_);
  ASSERT_TRUE(opened.Load(0).ok());
  EXPECT_EQ(opened.events(), 2 * kEvents);
  EXPECT_EQ(opened.figures().filter_bytes, 0U);
  EXPECT_EQ(Found(opened, RandomDigests(500, 1)), 500);
  EXPECT_EQ(Found(opened, RandomDigests(500, 3)), 0);
  ASSERT_TRUE(opened.LoadFilters().ok());
  EXPECT_EQ(opened.figures().filter_bytes, segments_.figures().filter_bytes);
  EXPECT_EQ(Found(opened, RandomDigests(kEvents, 1)), kEvents);
  EXPECT_EQ(Found(opened, RandomDigests(500, 3)), 0);
}

TEST_F(ManyInSegments, OneThatIsForgottenIsRemovedWhileTheOtherStays) {
  ASSERT_TRUE(database_->Flush().ok());
  segments_.Forget(
      segments_.FindLeaving([](int64_t arrival) { return arrival <= 100; },
                            [](uint64_t) { return false; }));
  EXPECT_EQ(Found(segments_, RandomDigests(kEvents, 1)), 0);
  ASSERT_TRUE(segments_.RemoveForgotten().ok());
  SeenSegments opened(place_);
  ASSERT_TRUE(opened.Load(100).ok());
  EXPECT_EQ(opened.events(), kEvents);
  EXPECT_EQ(Found(opened, RandomDigests(kEvents, 2)), kEvents);
  EXPECT_EQ(opened.next_number(), 3U);
}

}  // namespace
}  // namespace farcall
