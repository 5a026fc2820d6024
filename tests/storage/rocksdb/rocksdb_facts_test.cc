// SPDX-License-Identifier: Apache-2.0
#include "storage/rocksdb/rocksdb_facts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "storage/rocksdb/rocksdb_histogram_store.h"
#include "tests/storage/rocksdb/rocksdb_testing.h"
#include "tests/storage/store_testing.h"
#include "tests/storage/temp_dir.h"

namespace farcall {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;

constexpr uint32_t kHour = 480'000;
constexpr int64_t kStart = int64_t{kHour} * 3600;
constexpr int64_t kMicrosPerHour = 3'600'000'000;
constexpr int64_t kEver = int64_t{1} << 40;

class RocksDbFactsTest : public testing::Test {
 protected:
  RocksDbFactsTest() {
    options_ = At(dir_ / "db");
    options_.fact_hours = 48;
    options_.unix_micros = [this] { return now_micros_; };
    Open();
  }

  void Open() {
    store_.reset();
    auto store = RocksDbHistogramStore::Open(options_);
    ASSERT_TRUE(store.ok()) << store.status();
    store_ = *std::move(store);
  }

  // A call of one principal, counted as a scorer does.
  Event CallOf(const std::string& id, int64_t at_seconds = kStart) const {
    Event event;
    event.event_id = id;
    event.event_time_seconds = at_seconds;
    event.command = "iam:CreateUser";
    event.account = "111122223333";
    event.source_address = "198.51.100.7";
    event.principal_kind = PrincipalKind::kUser;
    event.details.access_key_id = "AKIAIOSFODNN7EXAMPLE";
    event.details.assets = {"arn:aws:iam::111122223333:user/eve"};
    return event;
  }
  void Count(const std::string& principal, const Event& event,
             const std::string& tenant = "default") {
    const std::vector<EntityKey> entities = {Principal(principal, tenant)};
    const std::vector<std::string_view> ids = {event.event_id};
    const absl::Status counted = store_->Update(
        {tenant, entities, ids}, [&](HistogramStore::Stored stored) {
          HistogramStore::Changed changed;
          if (stored.first_outcomes[0].has_value()) return changed;
          stored.baselines[0]
              ->At(Attribute::kCountry)
              .Count("VN", event.event_time_seconds);
          changed.baselines = {true};
          changed.seen = {{0, kOutcome}};
          if (stored.keeps_calls) {
            changed.calls = {{.event = &event,
                              .origin = "VN",
                              .network = "198.51.100.0/24",
                              .score_hundredths = 4'321}};
          }
          return changed;
        });
    ASSERT_TRUE(counted.ok()) << counted;
  }
  FactStore::Facts FactsOf(const std::string& principal,
                           const std::string& tenant = "default") const {
    auto facts = store_->FactsOf(tenant, principal, 0, kEver);
    EXPECT_TRUE(facts.ok()) << facts.status();
    return facts.value_or(FactStore::Facts());
  }
  std::vector<std::string> UsersOf(TermKind kind,
                                   const std::string& term) const {
    const auto uses = store_->UsesOf("default", kind, term, 10);
    EXPECT_TRUE(uses.ok()) << uses.status();
    std::vector<std::string> principals;
    for (const TermUse& use : uses->uses) principals.push_back(use.principal);
    return principals;
  }
  std::vector<std::string> IdsOf(const std::string& principal) const {
    std::vector<std::string> ids;
    for (const EventFact& fact : FactsOf(principal).facts) {
      ids.push_back(fact.event_id);
    }
    return ids;
  }
  // A copy of what the disk holds while the store is open.
  std::string Copy() {
    const std::string path = dir_ / ("copy" + std::to_string(++copies_));
    CopyAsAfterKill(options_.path, path);
    return path;
  }
  void DieAndOpen() {
    options_.path = Copy();
    Open();
  }
  // All keys and values of a family, of a store that is not open.
  using Family = rocksdb::ColumnFamilyHandle* (RocksDbDatabase::*)() const;
  using Content = std::map<std::string, std::string>;
  Content ReadAll(const std::string& path, Family family) const {
    Content content;
    WithDatabase(path, [&](const RocksDbDatabase& database) {
      const std::unique_ptr<rocksdb::Iterator> it(database.db().NewIterator(
          rocksdb::ReadOptions(), (database.*family)()));
      for (it->SeekToFirst(); it->Valid(); it->Next()) {
        content[it->key().ToString()] = it->value().ToString();
      }
    });
    return content;
  }
  // The calls that nobody has sorted by now.
  Content LogOfCalls() { return ReadAll(Copy(), &RocksDbDatabase::call_log); }
  void WithDatabase(
      const std::string& path,
      const std::function<void(const RocksDbDatabase&)>& use) const {
    RocksDbStoreOptions options = options_;
    options.path = path;
    const auto database = RocksDbDatabase::Open(options);
    ASSERT_TRUE(database.ok()) << database.status();
    use(**database);
  }
  TempDir dir_;
  int copies_ = 0;
  RocksDbStoreOptions options_;
  int64_t now_micros_ = kStart * 1'000'000;
  std::unique_ptr<RocksDbHistogramStore> store_;
};

TEST_F(RocksDbFactsTest, CallsAreKeptWithTheirCountsAndOutliveARestart) {
  Count("ada", CallOf("e2", kStart + 7'200));
  Count("ada", CallOf("e1"));
  Count("bob", CallOf("e3"));
  Open();
  const FactStore::Facts facts = FactsOf("ada");
  ASSERT_THAT(facts.facts, SizeIs(2));
  EXPECT_EQ(facts.facts[0].event_id, "e1");
  EXPECT_EQ(facts.facts[0].details.access_key_id, "AKIAIOSFODNN7EXAMPLE");
  EXPECT_EQ(facts.facts[0].score_hundredths, 4'321);
  EXPECT_EQ(facts.facts[1].event_id, "e2");
  EXPECT_EQ(*store_->KeptSince("default"), kStart);
}

TEST_F(RocksDbFactsTest, CallsThatNobodySortedOutliveTheProcess) {
  Count("ada", CallOf("e1"));
  Count("bob", CallOf("e2"));
  DieAndOpen();
  EXPECT_THAT(IdsOf("ada"), ElementsAre("e1"));
  EXPECT_THAT(UsersOf(TermKind::kAddress, "198.51.100.7"),
              UnorderedElementsAre("ada", "bob"));
}

// Blocks are there, and the log is not trimmed: as if the process had died in
// between.
TEST_F(RocksDbFactsTest, WhatIsSortedAgainStaysTheSame) {
  Count("ada", CallOf("e1"));
  Count("bob", CallOf("e2"));
  Count("ada", CallOf("e3", kStart + 60));
  const Content log = LogOfCalls();
  ASSERT_THAT(log, SizeIs(3));
  ASSERT_THAT(IdsOf("ada"), ElementsAre("e1", "e3"));
  EXPECT_THAT(LogOfCalls(), IsEmpty());
  store_.reset();
  WithDatabase(options_.path, [&](const RocksDbDatabase& database) {
    for (const auto& [key, value] : log) {
      database.db().Put(rocksdb::WriteOptions(), database.call_log(), key,
                        value);
    }
  });
  Open();
  Count("ada", CallOf("e4", kStart + 120));
  EXPECT_THAT(IdsOf("ada"), ElementsAre("e1", "e3", "e4"));
  EXPECT_THAT(IdsOf("bob"), ElementsAre("e2"));
  EXPECT_EQ(FactsOf("ada").facts.back().command, "iam:CreateUser");
  EXPECT_THAT(UsersOf(TermKind::kAddress, "198.51.100.7"),
              UnorderedElementsAre("ada", "bob"));
}

TEST_F(RocksDbFactsTest, CallsOfAnHourLieInOneBlockHoweverTheyCame) {
  for (int i = 0; i < 20; ++i) Count("ada", CallOf("e" + std::to_string(i)));
  EXPECT_THAT(FactsOf("ada").facts, SizeIs(20));
  EXPECT_THAT(ReadAll(Copy(), &RocksDbDatabase::events), SizeIs(1));
}

TEST_F(RocksDbFactsTest, SortedAndUnsortedCallsAreReadTogether) {
  for (int i = 0; i < 5; ++i) {
    Count("ada", CallOf("e" + std::to_string(i)));
    EXPECT_THAT(FactsOf("ada").facts, SizeIs(i + 1));
    EXPECT_EQ(FactsOf("ada").facts.back().command, "iam:CreateUser");
  }
  EXPECT_EQ(store_->figures().calls_kept, 5u);
}

TEST_F(RocksDbFactsTest, ACallIsKeptOnceHoweverOftenItIsSent) {
  const Event call = CallOf("e1");
  Count("ada", call);
  Count("ada", call);
  Open();
  Count("ada", call);
  EXPECT_THAT(FactsOf("ada").facts, SizeIs(1));
}

TEST_F(RocksDbFactsTest, CallsOfATimeAreReadByWholeHours) {
  for (int hour = 0; hour < 5; ++hour) {
    Count("ada", CallOf("e" + std::to_string(hour), kStart + hour * 3600));
  }
  const auto facts =
      store_->FactsOf("default", "ada", kStart + 3600 + 5, kStart + 3 * 3600);
  ASSERT_TRUE(facts.ok());
  ASSERT_THAT(facts->facts, SizeIs(3));
  EXPECT_EQ(facts->facts.front().event_id, "e1");
}

TEST_F(RocksDbFactsTest, TenantsDoNotSeeEachOther) {
  Count("ada", CallOf("e1"), "acme");
  EXPECT_THAT(FactsOf("ada", "acme").facts, SizeIs(1));
  EXPECT_THAT(FactsOf("ada").facts, IsEmpty());
  EXPECT_THAT(UsersOf(TermKind::kAddress, "198.51.100.7"), IsEmpty());
}

TEST_F(RocksDbFactsTest, TermsTellWhoElseHasThem) {
  Count("ada", CallOf("e1"));
  Count("bob", CallOf("e2", kStart + 3600));
  for (const auto& [kind, term] : std::vector<std::pair<TermKind, std::string>>{
           {TermKind::kAddress, "198.51.100.7"},
           {TermKind::kNetwork, "198.51.100.0/24"},
           {TermKind::kOrigin, "VN"},
           {TermKind::kAccessKey, "AKIAIOSFODNN7EXAMPLE"},
           {TermKind::kAsset, "arn:aws:iam::111122223333:user/eve"}}) {
    EXPECT_THAT(UsersOf(kind, term), ElementsAre("bob", "ada")) << term;
  }
  const auto first = store_->UsesOf("default", TermKind::kOrigin, "VN", 1);
  ASSERT_TRUE(first.ok());
  EXPECT_THAT(first->uses, SizeIs(1));
  EXPECT_TRUE(first->more);
}

TEST_F(RocksDbFactsTest, AllTermsOfAKindTellWhoEverHadOne) {
  Event elsewhere = CallOf("e3", kStart + 7'200);
  elsewhere.source_address = "203.0.113.9";
  Count("ada", CallOf("e1"));
  Count("bob", CallOf("e2", kStart + 3600));
  Count("ada", elsewhere);
  Count("eve", CallOf("e4"), "acme");
  const auto all = store_->UsesOfKind("default", TermKind::kAddress, 10);
  ASSERT_TRUE(all.ok());
  std::vector<std::string> users;
  for (const TermUse& use : all->uses) users.push_back(use.principal);
  EXPECT_THAT(users, ElementsAre("ada", "bob", "ada"));
  EXPECT_FALSE(all->more);
  const auto some = store_->UsesOfKind("default", TermKind::kAddress, 2);
  ASSERT_TRUE(some.ok());
  EXPECT_THAT(some->uses, SizeIs(2));
  EXPECT_TRUE(some->more);
}

TEST_F(RocksDbFactsTest, AUseSpansItsFirstAndLastHour) {
  Count("ada", CallOf("e1", kStart + 7'200));
  Count("ada", CallOf("e2"));
  const auto uses =
      store_->UsesOf("default", TermKind::kAddress, "198.51.100.7", 10);
  ASSERT_TRUE(uses.ok());
  ASSERT_THAT(uses->uses, SizeIs(1));
  EXPECT_EQ(uses->uses.front().first_seconds, kStart);
  EXPECT_EQ(uses->uses.front().last_seconds, kStart + 7'200);
}

TEST_F(RocksDbFactsTest, NoneAreKeptWhereTheHoursAreZero) {
  Count("ada", CallOf("e1"));
  options_.fact_hours = 0;
  Open();
  Count("ada", CallOf("e2", kStart + 60));
  ASSERT_TRUE(store_->ExpireKept(now_micros_).ok());
  EXPECT_THAT(FactsOf("ada").facts, IsEmpty());
  EXPECT_THAT(UsersOf(TermKind::kOrigin, "VN"), IsEmpty());
  EXPECT_EQ(*store_->KeptSince("default"), 0);
}

TEST_F(RocksDbFactsTest, OldCallsAreForgotten) {
  Count("ada", CallOf("e1"));
  Count("ada", CallOf("e2", kStart + 3600));
  Count("ada", CallOf("e3", kStart + 48 * 3600));
  ASSERT_TRUE(store_->ExpireKept(now_micros_).ok());
  const FactStore::Facts facts = FactsOf("ada");
  ASSERT_THAT(facts.facts, SizeIs(2));
  EXPECT_EQ(facts.facts.front().event_id, "e2");
  EXPECT_EQ(*store_->KeptSince("default"), kStart + 3600);
}

TEST_F(RocksDbFactsTest, ATenantThatSendsNoMoreIsForgotten) {
  Count("ada", CallOf("e1"));
  ASSERT_TRUE(store_->ExpireKept(now_micros_ + 47 * kMicrosPerHour).ok());
  EXPECT_THAT(FactsOf("ada").facts, SizeIs(1));
  ASSERT_TRUE(store_->ExpireKept(now_micros_ + 48 * kMicrosPerHour).ok());
  EXPECT_THAT(FactsOf("ada").facts, IsEmpty());
}

TEST_F(RocksDbFactsTest, AnOldTrailThatIsReadTodayIsKept) {
  now_micros_ = (kStart + 900 * 24 * 3600) * 1'000'000;
  Count("ada", CallOf("e1"));
  ASSERT_TRUE(store_->ExpireKept(now_micros_).ok());
  EXPECT_THAT(FactsOf("ada").facts, SizeIs(1));
}

TEST_F(RocksDbFactsTest, TheOldestHoursGoWhereCallsTakeTooMuchSpace) {
  options_.fact_bytes_max = 256 << 10;
  Open();
  for (int i = 0; i < 2'000; ++i) {
    Event call = CallOf("e" + std::to_string(i), kStart + i % 40 * 3600);
    call.user_agent = std::to_string(i * 7'919) + std::string(200, 'a');
    for (char& letter : call.user_agent) {
      letter = static_cast<char>('a' + (letter * i) % 26);
    }
    Count("principal" + std::to_string(i % 50), call);
  }
  ASSERT_TRUE(store_->ExpireKept(now_micros_).ok());
  EXPECT_GT(*store_->KeptSince("default"), kStart);
  EXPECT_LE(*store_->KeptSince("default"), kStart + 39 * 3600);
}

TEST_F(RocksDbFactsTest, DeletingAPrincipalLeavesNoTraceOfItsCalls) {
  Event call = CallOf("e1");
  call.details.access_key_id = "AKIAZZTOPSECRETKEYID";
  call.details.identity_arn = "arn:aws:iam::111122223333:user/qXv7LkZp93";
  Count("ada", call);
  Count("bob", CallOf("e2"));
  ASSERT_TRUE(store_->Delete(Principal("ada")).ok());
  EXPECT_THAT(FactsOf("ada").facts, IsEmpty());
  EXPECT_THAT(FactsOf("bob").facts, SizeIs(1));
  EXPECT_THAT(UsersOf(TermKind::kOrigin, "VN"), ElementsAre("bob"));
  EXPECT_FALSE(AnyFileHas(dir_ / "db", "ZZTOPSECRETKEYID"));
  EXPECT_FALSE(AnyFileHas(dir_ / "db", "qXv7LkZp93"));
  // Texts of an hour are written again.
  Count("ada", CallOf("e3"));
  EXPECT_EQ(FactsOf("ada").facts.front().command, "iam:CreateUser");
}

TEST_F(RocksDbFactsTest, DeletingAPrincipalRemovesWhatNobodyRead) {
  Event call = CallOf("e1");
  call.details.identity_arn = "arn:aws:iam::111122223333:user/qXv7LkZp93";
  Count("ada", call);
  Count("bob", CallOf("e2"));
  ASSERT_TRUE(AnyFileHas(options_.path, "qXv7LkZp93"));
  ASSERT_TRUE(store_->Delete(Principal("ada")).ok());
  EXPECT_FALSE(AnyFileHas(options_.path, "qXv7LkZp93"));
  DieAndOpen();
  EXPECT_THAT(FactsOf("ada").facts, IsEmpty());
  EXPECT_THAT(IdsOf("bob"), ElementsAre("e2"));
}

TEST_F(RocksDbFactsTest, UnderPseudonymsTheLogHoldsNoAddress) {
  store_.reset();
  options_.path = dir_ / "sealed";
  options_.pseudonym_key_check = "check";
  options_.finding_seal_key = FindingSeal::Key{1, 2, 3};
  Open();
  Count("pseudonym", CallOf("e1"));
  const Content log = LogOfCalls();
  EXPECT_THAT(log, SizeIs(1));
  for (const auto& [key, value] : log) {
    EXPECT_EQ(value.find("198.51.100.7"), std::string::npos);
    EXPECT_EQ(value.find("pseudonym"), std::string::npos);
  }
  EXPECT_THAT(IdsOf("pseudonym"), ElementsAre("e1"));
}

TEST_F(RocksDbFactsTest, UnderPseudonymsNoFileHoldsKeyAddressOrAsset) {
  store_.reset();
  options_.path = dir_ / "sealed";
  options_.pseudonym_key_check = "check";
  options_.finding_seal_key = FindingSeal::Key{1, 2, 3};
  Open();
  Count("pseudonym", CallOf("e1"));
  EXPECT_THAT(FactsOf("pseudonym").facts, SizeIs(1));
  Open();
  ASSERT_TRUE(store_->Compact().ok());
  for (const std::string text :
       {"AKIAIOSFODNN7EXAMPLE", "198.51.100.7", "user/eve"}) {
    EXPECT_FALSE(AnyFileHas(dir_ / "sealed", text)) << text;
  }
  EXPECT_THAT(FactsOf("pseudonym").facts, SizeIs(1));
}

}  // namespace
}  // namespace farcall
