// SPDX-License-Identifier: Apache-2.0
#include "storage/journal_index.h"

#include <gtest/gtest.h>

namespace farcall {
namespace {

TEST(JournalIndex, KeepsAGroupUntilItsRecordsAreSaved) {
  JournalIndex index;
  EXPECT_EQ(index.OldestUnsaved(), std::nullopt);
  EXPECT_EQ(index.Trim(), 1u);
  index.Add(1, "a", 10, 100, 2);
  index.Add(2, "b", 5, 50, 1);
  EXPECT_EQ(index.OldestUnsaved()->tenant, "a");
  index.Saved(1);
  EXPECT_EQ(index.Trim(), 1u);
  EXPECT_EQ(index.totals().events, 15u);
  index.Saved(1);
  EXPECT_EQ(index.OldestUnsaved()->sequence, 2u);
  EXPECT_EQ(index.Trim(), 2u);
  EXPECT_EQ(index.totals().events, 5u);
  EXPECT_EQ(index.totals().bytes, 50u);
  index.Saved(2);
  EXPECT_EQ(index.OldestUnsaved(), std::nullopt);
  EXPECT_EQ(index.Trim(), 3u);
}

TEST(JournalIndex, KeepsALaterGroupBehindAnUnsavedOne) {
  JournalIndex index;
  index.Add(1, "a", 1, 1, 1);
  index.Add(2, "a", 1, 1, 0);
  index.Add(3, "b", 1, 1, 0);
  EXPECT_EQ(index.Trim(), 1u);
  EXPECT_EQ(index.totals().events, 3u);
  index.Saved(1);
  EXPECT_EQ(index.Trim(), 4u);
  EXPECT_EQ(index.totals().events, 0u);
}

}  // namespace
}  // namespace farcall
