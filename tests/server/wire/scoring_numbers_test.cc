// SPDX-License-Identifier: Apache-2.0
#include "server/wire/scoring_numbers.h"

#include <gtest/gtest.h>

namespace farcall {
namespace {

TEST(ScoringNumbers, HaveDefaults) {
  EXPECT_EQ(ModeOf(0), ScoringMode::kScoreAndLearn);
  EXPECT_EQ(FactorsFromOf(0), RiskLevel::kLow);
  EXPECT_TRUE(CheckNumbers(0, 0).empty());
}

TEST(ScoringNumbers, AreThoseOfTheApi) {
  EXPECT_EQ(ModeOf(1), ScoringMode::kScoreAndLearn);
  EXPECT_EQ(ModeOf(2), ScoringMode::kScoreOnly);
  EXPECT_EQ(ModeOf(3), ScoringMode::kLearnOnly);
  EXPECT_EQ(FactorsFromOf(1), RiskLevel::kNone);
  EXPECT_EQ(FactorsFromOf(5), RiskLevel::kCritical);
}

TEST(ScoringNumbers, AreRefusedWhereTheyAreUnknown) {
  for (const int32_t number : {-1, 77}) {
    const auto violations = CheckNumbers(number, number);
    ASSERT_EQ(violations.size(), 2U);
    EXPECT_EQ(violations[0].field, "mode");
    EXPECT_EQ(violations[1].field, "factors_from");
    EXPECT_EQ(violations[1].description,
              "has the unknown number " + std::to_string(number));
  }
}

}  // namespace
}  // namespace farcall
