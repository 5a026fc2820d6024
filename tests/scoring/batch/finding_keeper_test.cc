// SPDX-License-Identifier: Apache-2.0
#include "scoring/batch/finding_keeper.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "storage/memory_histogram_store.h"
#include "storage/timed.h"
#include "tests/storage/finding_testing.h"

namespace farcall {
namespace {

constexpr int64_t kDay = 86'400'000'000;

FindingKeeper::Bounds WideBounds() {
  return {.findings = {.undecided_micros = 30 * kDay,
                       .undecided_max = 100,
                       .decided_micros = 400 * kDay,
                       .decided_max = 100},
          .log_micros = 1000 * kDay,
          .log_entries_max = 1000};
}

FindingKeeper::Pass Keep(MemoryHistogramStore& store,
                         const FindingKeeper::Bounds& bounds,
                         int64_t days_from_now = 0) {
  const auto pass = FindingKeeper(store, store, bounds)
                        .Run(UnixMicros() + days_from_now * kDay);
  EXPECT_TRUE(pass.ok()) << pass.status();
  return pass.value_or(FindingKeeper::Pass());
}

FindingState StateOf(const MemoryHistogramStore& store, const FindingId& id) {
  return (*store.FindFinding("default", id))->state;
}

TEST(FindingKeeper, CountsOpenFindingsByPriority) {
  MemoryHistogramStore store;
  WriteFinding(store, "e1", "alice", "e1", 7500);
  WriteFinding(store, "e2", "bob", "e2", 9500);
  WriteFinding(store, "e3", "carol", "e3", 9500, "other");
  const FindingKeeper::Pass pass = Keep(store, WideBounds());
  EXPECT_EQ(pass.open[0].findings, 0U);
  EXPECT_EQ(pass.open[0].oldest_micros, 0);
  EXPECT_EQ(pass.open[1].findings, 2U) << "of all tenants";
  EXPECT_EQ(pass.open[2].findings, 1U);
  EXPECT_GT(pass.open[2].oldest_micros, 0);
  EXPECT_EQ(pass.unattended + pass.too_many + pass.removed, 0U);
}

TEST(FindingKeeper, ExpiresAndLaterRemovesWhatNobodyDecidedOn) {
  MemoryHistogramStore store;
  const FindingId id = WriteFinding(store, "e1", "alice", "e1");
  EXPECT_EQ(Keep(store, WideBounds(), 29).unattended, 0U);
  EXPECT_EQ(Keep(store, WideBounds(), 31).unattended, 1U);
  EXPECT_EQ(StateOf(store, id), FindingState::kExpired);
  const auto log = store.ReadFindingLog("default", 0, 10);
  ASSERT_EQ(log->entries.size(), 2U);
  EXPECT_EQ(log->entries[1].changes, SetOf(FindingChange::kTriaged));
  EXPECT_EQ(log->entries[1].revision, 2U);

  EXPECT_EQ(Keep(store, WideBounds(), 399).removed, 0U);
  EXPECT_EQ(Keep(store, WideBounds(), 401).removed, 1U);
  EXPECT_FALSE(store.FindFinding("default", id)->has_value());
}

TEST(FindingKeeper, KeepsAsManyOfEachTenantAsItMay) {
  MemoryHistogramStore store;
  FindingKeeper::Bounds bounds = WideBounds();
  bounds.findings.undecided_max = 300;
  for (int i = 0; i < 600; ++i) {
    const std::string id = "e" + std::to_string(i);
    WriteFinding(store, id, "p" + std::to_string(i), id);
  }
  const FindingId other =
      WriteFinding(store, "e1", "alice", "e1", 7500, "other");
  EXPECT_EQ(Keep(store, bounds).too_many, 300U);
  EXPECT_EQ(
      store.ListFindings("default", std::vector{FindingState::kOpen})->size(),
      300U);
  EXPECT_EQ((*store.FindFinding("other", other))->state, FindingState::kOpen);
}

TEST(FindingKeeper, TrimsTheLog) {
  MemoryHistogramStore store;
  for (int i = 0; i < 10; ++i) {
    const std::string id = "e" + std::to_string(i);
    WriteFinding(store, id, "p" + std::to_string(i), id);
  }
  FindingKeeper::Bounds bounds = WideBounds();
  bounds.log_entries_max = 4;
  Keep(store, bounds);
  const auto log = store.ReadFindingLog("default", 0, 100);
  EXPECT_EQ(log->entries.size(), 4U);
  EXPECT_EQ(log->trimmed_to + 1, log->entries.front().position);
  EXPECT_EQ(store.ListFindings("default", kFindingStates)->size(), 10U);

  bounds.log_micros = 3 * kDay;
  Keep(store, bounds, 4);
  EXPECT_TRUE(store.ReadFindingLog("default", 0, 100)->entries.empty());
}

}  // namespace
}  // namespace farcall
