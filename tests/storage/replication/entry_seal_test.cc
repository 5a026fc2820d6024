// SPDX-License-Identifier: Apache-2.0
#include "storage/replication/entry_seal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "storage/replication/entry_codec.h"
#include "tests/storage/replication/entry_testing.h"

namespace farcall {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr char kPlace[] = "shard 7, sequence 4711";

FindingSeal::Key KeyOf(unsigned char byte) {
  FindingSeal::Key key;
  key.fill(byte);
  return key;
}

const std::string& Plain() {
  static const std::string kPlain = *EncodeJournalEntry(RichEntry());
  return kPlain;
}

TEST(EntrySeal, LeavesAnEntryAsItIsWithoutAKey) {
  const EntrySeal seal(std::nullopt);
  EXPECT_EQ(seal.Seal(kPlace, Plain()), Plain());
  EXPECT_EQ(*seal.Open(kPlace, Plain()), Plain());
}

TEST(EntrySeal, ShowsNoNames) {
  ASSERT_THAT(Plain(), HasSubstr("alice"));
  const EntrySeal seal(KeyOf(1));
  const std::string sealed = seal.Seal(kPlace, Plain());
  for (const char* shown : {"alice", "acme", "VN", "203.0.113", "s3:Get"}) {
    EXPECT_THAT(sealed, Not(HasSubstr(shown)));
  }
  EXPECT_LE(sealed.size(), Plain().size() + 41);
  EXPECT_EQ(*seal.Open(kPlace, sealed), Plain());
}

TEST(EntrySeal, OpensOnlyUnderItsKeyAndAtItsPlace) {
  const EntrySeal seal(KeyOf(1));
  const std::string sealed = seal.Seal(kPlace, Plain());
  EXPECT_TRUE(
      absl::IsDataLoss(EntrySeal(KeyOf(2)).Open(kPlace, sealed).status()));
  EXPECT_TRUE(
      absl::IsDataLoss(EntrySeal(std::nullopt).Open(kPlace, sealed).status()));
  EXPECT_TRUE(absl::IsDataLoss(seal.Open("shard 8", sealed).status()));
  EXPECT_TRUE(absl::IsDataLoss(seal.Open(kPlace, Plain()).status()));
  EXPECT_TRUE(absl::IsDataLoss(seal.Open(kPlace, "").status()));
}

TEST(EntrySeal, TakesNoOtherValueOfTheStoreForAnEntry) {
  const std::string finding = FindingSeal(KeyOf(1)).Seal(kPlace, Plain());
  EXPECT_TRUE(
      absl::IsDataLoss(EntrySeal(KeyOf(1)).Open(kPlace, finding).status()));
}

TEST(EntrySeal, FindsEveryChangedByteAndEveryBeginning) {
  const EntrySeal seal(KeyOf(1));
  const std::string sealed = seal.Seal(kPlace, "a short entry");
  for (size_t at = 0; at < sealed.size(); ++at) {
    std::string changed = sealed;
    changed[at] = static_cast<char>(changed[at] ^ 0x10);
    EXPECT_TRUE(absl::IsDataLoss(seal.Open(kPlace, changed).status())) << at;
    EXPECT_TRUE(
        absl::IsDataLoss(seal.Open(kPlace, sealed.substr(0, at)).status()))
        << at;
  }
}

}  // namespace
}  // namespace farcall
