// SPDX-License-Identifier: Apache-2.0
#include "storage/rocksdb/format_upgrade.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "scoring/records/attribute.h"
#include "storage/codec/byte_coding.h"
#include "storage/codec/feedback_codec.h"
#include "storage/codec/key_codec.h"
#include "storage/codec/record/baseline_codec.h"
#include "storage/codec/record/histogram_codec.h"
#include "tests/storage/rocksdb/rocksdb_testing.h"
#include "tests/storage/store_testing.h"
#include "tests/storage/temp_dir.h"

namespace farcall {
namespace {

constexpr int64_t kNow = 1'700'000'000;

// A database that says it is of an older format.
class OldStore {
 public:
  OldStore(const std::string& path, uint32_t format_number) {
    auto opened = RocksDbDatabase::Open(At(path));
    EXPECT_TRUE(opened.ok()) << opened.status();
    database_ = *std::move(opened);
    std::string format;
    AppendFixed32(format_number, format);
    Put(database_->meta(), "format_version", format);
  }

  // As format 1 has it: a record for each histogram.
  void Count(const EntityKey& entity, Attribute attribute,
             const std::string& value) {
    Histogram histogram;
    histogram.Count(value, kNow);
    Put(database_->baselines(),
        *EncodeEntityKey(entity) + static_cast<char>(attribute),
        *EncodeHistogram(histogram));
  }

  void Put(rocksdb::ColumnFamilyHandle* family, const std::string& key,
           const std::string& value) {
    EXPECT_TRUE(database_->db().Put({}, family, key, value).ok());
  }

  RocksDbDatabase& database() { return *database_; }

 private:
  std::unique_ptr<RocksDbDatabase> database_;
};

Baseline BaselineOf(const HistogramStore& store, const EntityKey& entity) {
  Baseline baseline;
  EXPECT_TRUE(store
                  .Read({entity.tenant, {&entity, 1}, {}},
                        [&](HistogramStore::Stored stored) {
                          baseline = *stored.baselines[0];
                        })
                  .ok());
  return baseline;
}

TEST(FormatUpgrade, BringsTheHistogramsOfAnEntityTogether) {
  TempDir dir;
  {
    OldStore old(dir / "db", 1);
    old.Count(Principal("alice"), Attribute::kCountry, "DE");
    old.Count(Principal("alice"), Attribute::kTool, "aws-cli");
    old.Count(Principal("alice2"), Attribute::kCountry, "FR");
    old.Count(Command("s3:GetObject"), Attribute::kCountry, "DE");
  }
  for (int opened = 0; opened < 2; ++opened) {
    const auto store = OpenOrFail(At(dir / "db"));
    const Baseline alice = BaselineOf(*store, Principal("alice"));
    EXPECT_EQ(alice.CountParts(), 2u);
    EXPECT_EQ(alice.Of(Attribute::kCountry).Find("DE")->calls(), 1u);
    EXPECT_NE(alice.Of(Attribute::kTool).Find("aws-cli"), nullptr);
    EXPECT_EQ(CallsOf(*store, Principal("alice2")), 1u);
    EXPECT_EQ(CallsOf(*store, Command("s3:GetObject")), 1u);
    EXPECT_THAT(
        NamesOf(*store->List("default", EntityKind::kPrincipal, "", "", 9)),
        testing::ElementsAre("alice", "alice2"));
  }
}

TEST(FormatUpgrade, GoesOnWhereItWasInterrupted) {
  TempDir dir;
  {
    OldStore old(dir / "db", 1);
    old.Count(Principal("alice"), Attribute::kCountry, "DE");
    ASSERT_TRUE(UpgradeFormat(old.database()).ok());
    // As if the rest had not been reached.
    std::string format;
    AppendFixed32(1, format);
    old.Put(old.database().meta(), "format_version", format);
    old.Count(Principal("bob"), Attribute::kCountry, "FR");
  }
  const auto store = OpenOrFail(At(dir / "db"));
  EXPECT_EQ(CallsOf(*store, Principal("alice")), 1u);
  EXPECT_EQ(CallsOf(*store, Principal("bob")), 1u);
}

TEST(FormatUpgrade, LeavesADamagedHistogramAndItsFormatAsTheyAre) {
  TempDir dir;
  {
    OldStore old(dir / "db", 1);
    old.Count(Principal("alice"), Attribute::kCountry, "DE");
    old.Put(old.database().baselines(),
            *EncodeEntityKey(Principal("bob")) + '\1', "garbage");
  }
  for (int opened = 0; opened < 2; ++opened) {
    EXPECT_EQ(RocksDbHistogramStore::Open(At(dir / "db")).status().code(),
              absl::StatusCode::kDataLoss);
  }
}

TEST(FormatUpgrade, GoesOnWithBaselinesOfTheFormatWithoutChanges) {
  TempDir dir;
  {
    OldStore old(dir / "db", 3);
    Baseline baseline;
    baseline.At(Attribute::kCountry).Count("DE", kNow);
    old.Put(old.database().baselines(), *EncodeEntityKey(Principal("alice")),
            *EncodeBaseline(baseline));
  }
  {
    const auto store = OpenOrFail(At(dir / "db"));
    for (const char* id : {"e1", "e2"}) {
      ASSERT_EQ(*CountBatch(*store, {EventOf(id, "alice")}), 1u);
    }
  }
  EXPECT_EQ((*RocksDbDatabase::Open(At(dir / "db")))->format(), kStorageFormat);
  EXPECT_EQ(CallsOf(*OpenOrFail(At(dir / "db")), Principal("alice")), 3u);
}

TEST(FormatUpgrade, KnowsEventsOfTheFormatWithoutAlerts) {
  TempDir dir;
  {
    const auto store = OpenOrFail(At(dir / "db"));
    ASSERT_EQ(*CountBatch(*store, {EventOf("e1", "alice")}), 1u);
  }
  {
    OldStore old(dir / "db", 4);
    rocksdb::DB& db = old.database().db();
    const std::unique_ptr<rocksdb::Iterator> block(
        db.NewIterator({}, old.database().seen()));
    block->SeekToFirst();
    ASSERT_TRUE(block->Valid());
    std::string value = block->value().ToString();
    value.replace(0, 1, 1, '\x01');
    value.replace(9, 2, "\x90\xe1");  // kOutcome, as version 1 has it
    old.Put(old.database().seen(), block->key().ToString(), value);
  }
  for (int opened = 0; opened < 2; ++opened) {
    EXPECT_EQ(FirstOutcomeOf(*OpenOrFail(At(dir / "db")), "e1"), kOutcome);
  }
  EXPECT_EQ((*RocksDbDatabase::Open(At(dir / "db")))->format(), kStorageFormat);
}

TEST(FormatUpgrade, KeepsFeedbackOfTheFormatWithoutIdentities) {
  TempDir dir;
  FeedbackEntry entry{.time_micros = kNow * 1'000'000,
                      .action = FeedbackAction::kBenign,
                      .principal = "alice",
                      .origin = "VN",
                      .actor = "carol",
                      .feedback_id = "f1"};
  {
    OldStore old(dir / "db", 2);
    std::string value = *EncodeFeedback(entry);
    value[0] = 1;
    // The identity's length, the end of a verdict, and the digest.
    value.resize(value.size() - 1 - 1 - sizeof(uint64_t));
    old.Put(old.database().meta(),
            *EncodeFeedbackKey("default", entry.time_micros, {1, 2}), value);
  }
  const auto store = OpenOrFail(At(dir / "db"));
  const auto page = store->ListFeedback("default", "", "", 9);
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_THAT(page->entries, testing::ElementsAre(entry));
}

}  // namespace
}  // namespace farcall
