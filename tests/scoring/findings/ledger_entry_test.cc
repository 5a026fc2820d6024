// SPDX-License-Identifier: Apache-2.0
#include "scoring/findings/ledger_entry.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace farcall {
namespace {

LedgerEntry Entry(const std::string& id, double bits, int64_t at_seconds,
                  bool reached = false) {
  return {.at_seconds = at_seconds,
          .event_id = id,
          .bits = bits,
          .reached = reached};
}

TEST(LedgerEntry, InAnyOrderAndTwiceTheSameEntryIsLeft) {
  std::vector<int> order = {0, 1, 2, 3, 4, 0, 2};
  const std::vector<LedgerEntry> entries = {
      Entry("d", 5, 10), Entry("b", 9, 30), Entry("c", 9, 20),
      Entry("a", 9, 20), Entry("e", 7, 1, true)};
  std::ranges::sort(order);
  do {
    LedgerEntry merged = entries[static_cast<size_t>(order.front())];
    for (const int i : order) {
      MergeLedgerEntry(entries[static_cast<size_t>(i)], merged);
    }
    ASSERT_EQ(merged, Entry("a", 9, 20, true));
  } while (std::ranges::next_permutation(order).found);
}

TEST(LedgerEntry, TellsWhetherItChanged) {
  LedgerEntry entry = Entry("a", 9, 20);
  EXPECT_FALSE(MergeLedgerEntry(entry, entry));
  EXPECT_FALSE(MergeLedgerEntry(Entry("b", 8, 1), entry));
  EXPECT_TRUE(MergeLedgerEntry(Entry("b", 8, 1, true), entry));
  EXPECT_TRUE(entry.reached);
  EXPECT_TRUE(MergeLedgerEntry(Entry("c", 10, 50), entry));
  EXPECT_EQ(entry, Entry("c", 10, 50, true));
}

}  // namespace
}  // namespace farcall
