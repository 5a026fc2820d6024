// SPDX-License-Identifier: Apache-2.0
#include "storage/finding_group.h"

#include <gtest/gtest.h>

#include "storage/codec/key_codec.h"
#include "tests/storage/memory_disk.h"

namespace farcall {
namespace {

constexpr auto kGrew = SetOf(FindingChange::kGrew);

// A group of updates, over one finding that is on disk in revision 3.
class FindingGroupTest : public testing::Test {
 protected:
  FindingGroupTest() {
    StoredFinding stored;
    stored.finding.revision = 3;
    stored.finding.notes = 2;
    disk_.findings[{"default", id_}] = stored;
    group_.Begin({});
  }

  MemoryDisk disk_;
  const MemoryFindingRecords records_{disk_};
  const EventHasher hasher_{EventHasher::Key{}};
  const FindingId id_{};
  ExemptionTable exemptions_;
  FindingGroup group_{"default", records_, exemptions_, hasher_};
};

TEST_F(FindingGroupTest, ALaterUpdateSeesThatAnEarlierOneChangedIt) {
  EXPECT_EQ(group_.Find(id_)->revision, 3u);
  group_.Write(id_, kGrew);
  group_.Write(id_, kGrew);
  group_.Begin({});
  EXPECT_EQ(group_.Find(id_)->revision, 4u) << "one for each update";
  group_.AddNote(id_, {.text = "a note"});
  group_.Begin({});
  EXPECT_EQ(group_.Find(id_)->revision, 5u);
  const auto writes = group_.Take(1);
  ASSERT_EQ(writes.size(), 1u);
  EXPECT_EQ(writes[0].stored.finding.revision, 5u);
  EXPECT_EQ(writes[0].stored.finding.notes, 3u);
  EXPECT_EQ(writes[0].notes.size(), 1u);
}

TEST_F(FindingGroupTest, WhatIsOnlyLookedAtIsNotWritten) {
  group_.Find(id_);
  EXPECT_TRUE(group_.empty());
  EXPECT_TRUE(group_.Take(1).empty());
}

TEST_F(FindingGroupTest, OneThatIsRemovedAndOpenedAnewHasNothingOfBefore) {
  group_.Find(id_);
  group_.AddNote(id_, {.text = "of before"});
  group_.Remove(id_);
  EXPECT_EQ(group_.Find(id_), nullptr);
  std::string key;
  ASSERT_TRUE(
      AppendEntityKey({"default", EntityKind::kPrincipal, "alice"}, key).ok());
  const std::string keys[] = {key};
  group_.Begin(keys);
  group_.Add(id_, 0);
  group_.Write(id_, SetOf(FindingChange::kOpened));
  const auto writes = group_.Take(1);
  ASSERT_EQ(writes.size(), 1u);
  EXPECT_TRUE(writes[0].drops_notes);
  EXPECT_TRUE(writes[0].notes.empty());
  EXPECT_EQ(writes[0].stored.finding.notes, 0u);
  EXPECT_EQ(writes[0].changes, SetOf(FindingChange::kOpened));
}

}  // namespace
}  // namespace farcall
