// SPDX-License-Identifier: Apache-2.0
#include "storage/format_upgrade.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "storage/byte_coding.h"
#include "storage/histogram_codec.h"
#include "storage/key_codec.h"
#include "tests/storage/rocksdb_testing.h"
#include "tests/storage/store_testing.h"
#include "tests/storage/temp_dir.h"

namespace farcall {
namespace {

constexpr int64_t kNow = 1'700'000'000;

// A database as format 1 wrote it: a record for each histogram.
class FormatOne {
 public:
  explicit FormatOne(const std::string& path) {
    auto opened = RocksDbDatabase::Open(At(path));
    EXPECT_TRUE(opened.ok()) << opened.status();
    database_ = *std::move(opened);
    std::string format;
    AppendFixed32(1, format);
    Put(database_->meta(), "format_version", format);
  }

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
                          baseline = stored.baselines[0];
                        })
                  .ok());
  return baseline;
}

TEST(FormatUpgrade, BringsTheHistogramsOfAnEntityTogether) {
  TempDir dir;
  {
    FormatOne old(dir / "db");
    old.Count(Principal("alice"), Attribute::kCountry, "DE");
    old.Count(Principal("alice"), Attribute::kTool, "aws-cli");
    old.Count(Principal("alice2"), Attribute::kCountry, "FR");
    old.Count(Command("s3:GetObject"), Attribute::kCountry, "DE");
  }
  for (int opened = 0; opened < 2; ++opened) {
    const auto store = OpenOrFail(At(dir / "db"));
    const Baseline alice = BaselineOf(*store, Principal("alice"));
    EXPECT_EQ(alice.histograms(), 2u);
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
    FormatOne old(dir / "db");
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
    FormatOne old(dir / "db");
    old.Count(Principal("alice"), Attribute::kCountry, "DE");
    old.Put(old.database().baselines(),
            *EncodeEntityKey(Principal("bob")) + '\1', "garbage");
  }
  for (int opened = 0; opened < 2; ++opened) {
    EXPECT_EQ(RocksDbHistogramStore::Open(At(dir / "db")).status().code(),
              absl::StatusCode::kDataLoss);
  }
}

}  // namespace
}  // namespace farcall
