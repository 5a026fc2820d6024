// SPDX-License-Identifier: Apache-2.0
#include "scoring/fusion.h"

#include <gtest/gtest.h>

#include "scoring/risk_level.h"

namespace farcall {
namespace {

Factor FactorOf(const Detector& detector, double bits) {
  return {.detector = &detector, .bits = bits};
}

TEST(TotalBits, LetsTheCommandAddAQuarterOfItsSurprise) {
  std::vector<Factor> factors = {FactorOf(CountryForPrincipal(), 12),
                                 FactorOf(CountryForCommand(), 8)};
  EXPECT_DOUBLE_EQ(TotalBits(Model{}, PrincipalKind::kUser, factors), 14);
  EXPECT_DOUBLE_EQ(factors[0].weight, 12.0 / 14);
  EXPECT_DOUBLE_EQ(factors[1].weight, 2.0 / 14);
}

TEST(TotalBits, KeepsANoisyCommandFromAlarmingForAUsualPlace) {
  std::vector<Factor> factors = {FactorOf(CountryForPrincipal(), 0),
                                 FactorOf(CountryForCommand(), 30)};
  EXPECT_DOUBLE_EQ(TotalBits(Model{}, PrincipalKind::kUser, factors), 0);
  EXPECT_DOUBLE_EQ(factors[1].weight, 0);
}

TEST(TotalBits, CountsTheCommandInFullWhereThereIsNoPrincipal) {
  std::vector<Factor> factors = {FactorOf(CountryForCommand(), 8)};
  EXPECT_DOUBLE_EQ(TotalBits(Model{}, PrincipalKind::kNone, factors), 8);
  EXPECT_DOUBLE_EQ(TotalBits(Model{}, PrincipalKind::kService, factors), 2);
}

TEST(ScoreOf, IsMonotoneFrom0To100) {
  const Model model;
  EXPECT_DOUBLE_EQ(ScoreOf(model, 0), 0);
  EXPECT_DOUBLE_EQ(ScoreOf(model, 6), 50);
  EXPECT_DOUBLE_EQ(ScoreOf(model, 12), 75);
  EXPECT_DOUBLE_EQ(ScoreOf(model, 1000), 100);
  for (double bits = 0; bits < 60; bits += 0.5)
    EXPECT_LE(ScoreOf(model, bits), ScoreOf(model, bits + 0.5));
}

TEST(RiskLevelOf, HasFixedBounds) {
  EXPECT_EQ(RiskLevelOf(0), RiskLevel::kNone);
  EXPECT_EQ(RiskLevelOf(19.99), RiskLevel::kNone);
  EXPECT_EQ(RiskLevelOf(20), RiskLevel::kLow);
  EXPECT_EQ(RiskLevelOf(40), RiskLevel::kMedium);
  EXPECT_EQ(RiskLevelOf(70), RiskLevel::kHigh);
  EXPECT_EQ(RiskLevelOf(90), RiskLevel::kCritical);
  EXPECT_EQ(RiskLevelOf(100), RiskLevel::kCritical);
}

}  // namespace
}  // namespace farcall
