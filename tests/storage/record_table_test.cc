// SPDX-License-Identifier: Apache-2.0
#include "storage/record_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "scoring/records/attribute.h"

namespace farcall {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Baseline SeenIn(const std::string& country) {
  Baseline baseline;
  baseline.At(Attribute::kCountry).Count(country, 1'700'000'000);
  return baseline;
}

std::vector<std::string> KeysOf(const std::vector<Record*>& records) {
  std::vector<std::string> keys;
  for (const Record* record : records) keys.push_back(record->key);
  return keys;
}

class Table : public testing::Test {
 protected:
  Record& Add(const std::string& key) {
    return table_.Add(key, SeenIn("DE"), 0);
  }

  std::atomic<int64_t> bytes_ = 0;
  RecordTable table_{bytes_};
};

TEST_F(Table, FindsWhatWasAdded) {
  EXPECT_EQ(table_.Find("alice"), nullptr);
  Record& alice = Add("alice");
  EXPECT_EQ(table_.Find("alice"), &alice);
  EXPECT_TRUE(alice.is_saved());
  EXPECT_TRUE(alice.is_listed);
}

TEST_F(Table, TellsTheLongestUnsavedFirst) {
  Record& alice = Add("alice");
  Record& bob = Add("bob");
  EXPECT_TRUE(table_.MarkUnsaved(bob, 1));
  EXPECT_TRUE(table_.MarkUnsaved(alice, 2));
  EXPECT_FALSE(table_.MarkUnsaved(bob, 3));
  EXPECT_EQ(bob.unsaved_since, 1u);
  EXPECT_EQ(bob.applied_sequence, 3u);
  EXPECT_THAT(KeysOf(table_.Unsaved(1, 0)), ElementsAre("bob"));
  EXPECT_THAT(KeysOf(table_.Unsaved(0, 9)), ElementsAre("bob", "alice"));
  table_.MarkSaved(bob);
  EXPECT_THAT(KeysOf(table_.Unsaved(3, 9)), ElementsAre("alice"));
}

TEST_F(Table, EvictsTheSavedThatWereUsedLeastRecently) {
  Add("alice");
  Record& bob = Add("bob");
  Add("carol");
  table_.MarkUnsaved(bob, 1);
  table_.Find("alice");
  table_.Evict(1);
  EXPECT_EQ(table_.Find("carol"), nullptr);
  EXPECT_NE(table_.Find("alice"), nullptr);
  table_.Evict(1'000'000);
  EXPECT_EQ(table_.Find("alice"), nullptr);
  EXPECT_EQ(table_.Find("bob"), &bob);
}

TEST_F(Table, KnowsWhatTheRecordStoreDoesNotList) {
  Record& alice = table_.Add("p/alice", Baseline(), 0);
  EXPECT_EQ(table_.not_listed(), 1u);
  alice.baseline = SeenIn("DE");
  table_.MarkUnsaved(alice, 1);
  EXPECT_THAT(KeysOf(table_.NotListed("p/")), ElementsAre("p/alice"));
  EXPECT_THAT(table_.NotListed("c/"), IsEmpty());
  table_.MarkSaved(alice);
  EXPECT_EQ(table_.not_listed(), 0u);
  // Emptied, and filled again.
  alice.baseline = Baseline();
  table_.MarkSaved(alice);
  EXPECT_EQ(table_.not_listed(), 1u);
  alice.baseline = SeenIn("FR");
  table_.MarkUnsaved(alice, 2);
  EXPECT_THAT(KeysOf(table_.NotListed("p/")), ElementsAre("p/alice"));
}

TEST_F(Table, CountsItsBytes) {
  Record& alice = Add("alice");
  const int64_t one = bytes_;
  EXPECT_GT(one, 0);
  Add("bob");
  EXPECT_GT(bytes_, one);
  alice.baseline.At(Attribute::kTool).Count("aws-cli", 1'700'000'000);
  table_.MarkUnsaved(alice, 1);
  const int64_t larger = bytes_;
  EXPECT_GT(larger, one);
  table_.Remove(alice);
  EXPECT_LT(bytes_, larger);
  table_.Clear();
  EXPECT_EQ(bytes_, 0);
  EXPECT_TRUE(table_.empty());
}

}  // namespace
}  // namespace farcall
