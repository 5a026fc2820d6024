// SPDX-License-Identifier: Apache-2.0
#include "storage/rocksdb/rocksdb_ledger.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "storage/rocksdb/rocksdb_histogram_store.h"
#include "tests/storage/rocksdb/rocksdb_testing.h"
#include "tests/storage/store_testing.h"
#include "tests/storage/temp_dir.h"

namespace farcall {
namespace {

using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;

constexpr int64_t kDay = 20'000;
constexpr int64_t kMicrosPerDay = int64_t{86'400} * 1'000'000;

LedgerEntry Entry(const std::string& id, double bits, int64_t day = kDay) {
  return {.principal = "ada",
          .principal_kind = PrincipalKind::kUser,
          .origin = "VN",
          .at_seconds = day * 86'400 + 3'600,
          .event_id = id,
          .account = "111122223333",
          .command = "iam:CreateUser",
          .network = "198.51.100.0/24",
          .bits = bits,
          .score_hundredths = 6'200,
          .detectors = {{"country_for_principal", bits - 1, true},
                        {"error_code", 1, false}}};
}

class RocksDbLedgerTest : public testing::Test {
 protected:
  RocksDbLedgerTest() {
    options_ = At(dir_ / "db");
    options_.ledger_days = 180;
    options_.unix_micros = [this] { return now_micros_; };
    Open();
  }

  void Open() {
    store_.reset();
    store_ = OpenOrFail(options_);
  }

  // Counts a call as a scorer does.
  void Note(const LedgerEntry& entry, const std::string& tenant = "default") {
    const std::vector<EntityKey> entities = {
        Principal(entry.principal, tenant)};
    const std::vector<std::string_view> ids = {entry.event_id};
    const absl::Status noted = store_->Update(
        {tenant, entities, ids}, [&](HistogramStore::Stored stored) {
          HistogramStore::Changed changed;
          stored.baselines[0]
              ->At(Attribute::kCountry)
              .Count("VN", entry.at_seconds);
          changed.baselines = {true};
          changed.seen = {{0, kOutcome}};
          if (stored.keeps_ledger) changed.ledger = {{0, entry}};
          return changed;
        });
    ASSERT_TRUE(noted.ok()) << noted;
  }

  std::vector<LedgerEntry> Ledger(int64_t day = kDay,
                                  const std::string& tenant = "default") const {
    auto entries = store_->LedgerOf(tenant, day);
    EXPECT_TRUE(entries.ok()) << entries.status();
    return *std::move(entries);
  }

  TempDir dir_;
  RocksDbStoreOptions options_;
  int64_t now_micros_ = kDay * kMicrosPerDay;
  std::unique_ptr<RocksDbHistogramStore> store_;
};

TEST_F(RocksDbLedgerTest, KeepsTheOddestCallOfADay) {
  Note(Entry("e1", 5));
  Note(Entry("e2", 9));
  Note(Entry("e3", 7));
  EXPECT_THAT(Ledger(), UnorderedElementsAre(Entry("e2", 9)));
}

TEST_F(RocksDbLedgerTest, KeepsOneOfEachPrincipalOriginAndDay) {
  LedgerEntry other_origin = Entry("e2", 6);
  other_origin.origin = "BR";
  LedgerEntry other_principal = Entry("e3", 6);
  other_principal.principal = "bob";
  LedgerEntry stranger = Entry("e4", 6);
  stranger.unauthenticated = true;
  for (const auto& entry : {Entry("e1", 6), other_origin, other_principal,
                            stranger, Entry("e5", 6, kDay + 1)}) {
    Note(entry);
  }
  EXPECT_THAT(Ledger(), SizeIs(4));
  EXPECT_THAT(Ledger(kDay + 1), SizeIs(1));
  const auto days = store_->LedgerDays("default");
  ASSERT_TRUE(days.ok() && days->has_value());
  EXPECT_EQ((*days)->first, kDay);
  EXPECT_EQ((*days)->last, kDay + 1);
}

TEST_F(RocksDbLedgerTest, GoesOnAfterARestart) {
  Note(Entry("e1", 9));
  Open();
  Note(Entry("e2", 5));
  EXPECT_THAT(Ledger(), UnorderedElementsAre(Entry("e1", 9)));
  Note(Entry("e3", 10));
  EXPECT_THAT(Ledger(), UnorderedElementsAre(Entry("e3", 10)));
}

TEST_F(RocksDbLedgerTest, ThatACallOfTheDayReachedTheThresholdStays) {
  LedgerEntry reached = Entry("e1", 9);
  reached.reached = true;
  Note(Entry("e2", 12));
  Note(reached);
  LedgerEntry expected = Entry("e2", 12);
  expected.reached = true;
  EXPECT_THAT(Ledger(), UnorderedElementsAre(expected));
}

TEST_F(RocksDbLedgerTest, TenantsDoNotSeeEachOther) {
  Note(Entry("e1", 9), "acme");
  EXPECT_THAT(Ledger(), IsEmpty());
  EXPECT_THAT(Ledger(kDay, "acme"), SizeIs(1));
  const auto days = store_->LedgerDays("default");
  ASSERT_TRUE(days.ok());
  EXPECT_FALSE(days->has_value());
}

TEST_F(RocksDbLedgerTest, OldDaysAreForgotten) {
  Note(Entry("e1", 9));
  Note(Entry("e2", 9, kDay + 1));
  Note(Entry("e3", 9, kDay + 180));
  ASSERT_TRUE(store_->ExpireKept(now_micros_).ok());
  EXPECT_THAT(Ledger(), IsEmpty());
  EXPECT_THAT(Ledger(kDay + 1), SizeIs(1));
  EXPECT_THAT(Ledger(kDay + 180), SizeIs(1));
}

TEST_F(RocksDbLedgerTest, ATenantThatSendsNoMoreIsForgotten) {
  Note(Entry("e1", 9));
  ASSERT_TRUE(store_->ExpireKept(now_micros_ + 179 * kMicrosPerDay).ok());
  EXPECT_THAT(Ledger(), SizeIs(1));
  ASSERT_TRUE(store_->ExpireKept(now_micros_ + 180 * kMicrosPerDay).ok());
  EXPECT_THAT(Ledger(), IsEmpty());
}

TEST_F(RocksDbLedgerTest, AnOldTrailThatIsReadTodayIsKept) {
  now_micros_ += 900 * kMicrosPerDay;
  Note(Entry("e1", 9));
  ASSERT_TRUE(store_->ExpireKept(now_micros_).ok());
  EXPECT_THAT(Ledger(), SizeIs(1));
}

TEST_F(RocksDbLedgerTest, NothingIsKeptWhereTheDaysAreZero) {
  Note(Entry("e1", 9));
  options_.ledger_days = 0;
  Open();
  Note(Entry("e2", 12));
  ASSERT_TRUE(store_->ExpireKept(now_micros_).ok());
  EXPECT_THAT(Ledger(), IsEmpty());
}

TEST_F(RocksDbLedgerTest, DeletingAPrincipalLeavesNoTraceOfIt) {
  LedgerEntry secret = Entry("e1", 9);
  secret.command = "iam:ZZTOPSECRETCALL";
  LedgerEntry other = Entry("e2", 9);
  other.principal = "bob";
  Note(secret);
  Note(other);
  ASSERT_TRUE(store_->Delete(Principal("ada")).ok());
  EXPECT_THAT(Ledger(), UnorderedElementsAre(other));
  EXPECT_FALSE(AnyFileHas(dir_ / "db", "ZZTOPSECRETCALL"));
  // It begins anew.
  Note(Entry("e3", 3));
  EXPECT_THAT(Ledger(), SizeIs(2));
}

TEST_F(RocksDbLedgerTest, UnderPseudonymsNoFileHoldsANameOrCommand) {
  store_.reset();
  options_.path = dir_ / "sealed";
  options_.pseudonym_key_check = "check";
  options_.finding_seal_key = FindingSeal::Key{1, 2, 3};
  Open();
  LedgerEntry secret = Entry("e1", 9);
  secret.command = "iam:ZZTOPSECRETCALL";
  Note(secret);
  EXPECT_THAT(Ledger(), UnorderedElementsAre(secret));
  Open();
  EXPECT_THAT(Ledger(), UnorderedElementsAre(secret));
  EXPECT_FALSE(AnyFileHas(options_.path, "ZZTOPSECRETCALL"));
}

}  // namespace
}  // namespace farcall
