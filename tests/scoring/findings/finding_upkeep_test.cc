// SPDX-License-Identifier: Apache-2.0
#include "scoring/findings/finding_upkeep.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace farcall {
namespace {

constexpr int64_t kNow = 1'000'000;

FindingOutline Outline(uint8_t number, FindingState state,
                       int64_t update_micros, int priority = 3,
                       uint32_t peak_centibits = 1000) {
  FindingOutline outline = {.state = state,
                            .priority = priority,
                            .create_micros = 1,
                            .update_micros = update_micros,
                            .peak_centibits = peak_centibits};
  outline.id.bytes[0] = number;
  return outline;
}

// The first bytes of the ids, ascending.
std::vector<int> Numbers(const std::vector<FindingOutline>& findings) {
  std::vector<int> numbers;
  for (const FindingOutline& finding : findings) {
    numbers.push_back(finding.id.bytes[0]);
  }
  std::ranges::sort(numbers);
  return numbers;
}

constexpr FindingBounds kBounds = {.undecided_micros = 1000,
                                   .undecided_max = 3,
                                   .decided_micros = 5000,
                                   .decided_max = 2};

TEST(FindingUpkeep, LeavesAloneWhatIsWithinTheBounds) {
  const FindingUpkeep upkeep =
      PlanFindingUpkeep({Outline(1, FindingState::kOpen, kNow - 1000),
                         Outline(2, FindingState::kAcknowledged, kNow),
                         Outline(3, FindingState::kMalicious, kNow - 5000),
                         Outline(4, FindingState::kExpired, kNow)},
                        kBounds, kNow);
  EXPECT_TRUE(upkeep.unattended.empty());
  EXPECT_TRUE(upkeep.too_many.empty());
  EXPECT_TRUE(upkeep.removed.empty());
  EXPECT_EQ(Numbers(upkeep.undecided), std::vector({1, 2}));
}

TEST(FindingUpkeep, ExpiresWhatNobodyDecidedInTime) {
  const FindingUpkeep upkeep =
      PlanFindingUpkeep({Outline(1, FindingState::kOpen, kNow - 1001),
                         Outline(2, FindingState::kAcknowledged, kNow - 2000),
                         Outline(3, FindingState::kOpen, kNow - 999)},
                        kBounds, kNow);
  EXPECT_EQ(Numbers(upkeep.unattended), std::vector({1, 2}));
  EXPECT_EQ(Numbers(upkeep.undecided), std::vector({3}));
}

TEST(FindingUpkeep, ExpiresTheLeastUrgentWhereThereAreTooMany) {
  const FindingUpkeep upkeep =
      PlanFindingUpkeep({Outline(1, FindingState::kOpen, kNow - 900, 1, 100),
                         Outline(2, FindingState::kOpen, kNow, 3, 1000),
                         Outline(3, FindingState::kOpen, kNow - 500, 3, 2000),
                         Outline(4, FindingState::kOpen, kNow - 600, 3, 2000),
                         Outline(5, FindingState::kOpen, kNow - 900, 2, 500)},
                        kBounds, kNow);
  EXPECT_EQ(Numbers(upkeep.too_many), std::vector({2, 4}))
      << "priority, then bits, then age";
  EXPECT_EQ(Numbers(upkeep.undecided), std::vector({1, 3, 5}));
}

TEST(FindingUpkeep, RemovesDecidedOnesThatAreOldOrTooMany) {
  const FindingUpkeep upkeep =
      PlanFindingUpkeep({Outline(1, FindingState::kBenign, kNow - 5001),
                         Outline(2, FindingState::kMalicious, kNow - 100),
                         Outline(3, FindingState::kExpired, kNow - 300),
                         Outline(4, FindingState::kBenign, kNow - 200),
                         Outline(5, FindingState::kOpen, kNow - 900)},
                        kBounds, kNow);
  EXPECT_EQ(Numbers(upkeep.removed), std::vector({1, 3}));
  EXPECT_EQ(Numbers(upkeep.undecided), std::vector({5}));
}

}  // namespace
}  // namespace farcall
