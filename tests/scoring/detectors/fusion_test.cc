// SPDX-License-Identifier: Apache-2.0
#include "scoring/detectors/fusion.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "scoring/event/risk_level.h"

namespace farcall {
namespace {

Anomaly FindingOf(const Detector& detector, double bits) {
  return {.detector = &detector, .bits = bits};
}

const Detector& Named(std::string_view name) {
  return *std::ranges::find(Detectors(), name, &Detector::name);
}

double Total(std::vector<Anomaly> anomalies,
             PrincipalKind kind = PrincipalKind::kUser) {
  return TotalBits(Model{}, kind, anomalies);
}

TEST(TotalBits, BendsTheNoveltyOfAPlaceSoThatDeedsOutweighIt) {
  EXPECT_NEAR(Total({FindingOf(CountryForPrincipal(), 1)}), 1, 0.05);
  EXPECT_NEAR(Total({FindingOf(CountryForPrincipal(), 20)}),
              20 * (1 - std::exp(-1)), 1e-9);
  EXPECT_LE(Total({FindingOf(CountryForPrincipal(), 1000)}), 20);
}

TEST(TotalBits, LetsTheCommandAddAQuarterOfItsSurprise) {
  std::vector<Anomaly> anomalies = {FindingOf(CountryForPrincipal(), 12),
                                    FindingOf(CountryForCommand(), 8)};
  const double place = 20 * (1 - std::exp(-12.0 / 20));
  EXPECT_NEAR(TotalBits(Model{}, PrincipalKind::kUser, anomalies), place + 2,
              1e-9);
  EXPECT_NEAR(anomalies[0].weight, place / (place + 2), 1e-9);
  EXPECT_NEAR(anomalies[1].weight, 2 / (place + 2), 1e-9);
}

TEST(TotalBits, LetsOnlyTheStrongestSupportAdd) {
  const double place = Total({FindingOf(CountryForPrincipal(), 12)});
  EXPECT_NEAR(Total({FindingOf(CountryForPrincipal(), 12),
                     FindingOf(CountryForCommand(), 4),
                     FindingOf(Named("city_for_command"), 8)}),
              place + 2, 1e-9);
}

TEST(TotalBits, CountsAPlaceInQuarantineAsOldNews) {
  Anomaly place = FindingOf(CountryForPrincipal(), 12);
  const double fresh = Total({place});
  place.standing = Standing::kQuarantine;
  EXPECT_NEAR(Total({place}), 0.8 * fresh, 1e-9);
}

TEST(TotalBits, AddsEvidenceWhereverThePlaceIs) {
  EXPECT_NEAR(Total({FindingOf(CountryForPrincipal(), 0),
                     FindingOf(Named("command_for_principal"), 5),
                     FindingOf(RecentEvidence(), 1)}),
              0.8 * 5 + 1, 1e-9);
}

TEST(TotalBits, HalvesDeedsInAUsualPlaceBeyondSixBits) {
  std::vector<Anomaly> anomalies = {
      FindingOf(CountryForPrincipal(), 0),
      FindingOf(Named("command_for_principal"), 5),
      FindingOf(RecentEvidence(), 9)};
  EXPECT_NEAR(TotalBits(Model{}, PrincipalKind::kUser, anomalies),
              6 + (4 + 9 - 6) / 2.0, 1e-9);
  EXPECT_NEAR(anomalies[1].weight, 4 / 13.0, 1e-9);
  EXPECT_NEAR(anomalies[2].weight, 9 / 13.0, 1e-9);
}

TEST(TotalBits, LetsDeedsSayInFullAsMuchAsANewPlaceSays) {
  const Anomaly deeds = FindingOf(RecentEvidence(), 20);
  for (const char* name : {"country_for_principal", "operator_for_principal",
                           "network_for_principal", "two_places"}) {
    const Anomaly place = FindingOf(Named(name), 12);
    EXPECT_NEAR(
        Total({place, deeds}),
        Total({place}) + (6 + Total({place})) + (20 - 6 - Total({place})) / 2,
        1e-9)
        << name;
  }
}

TEST(TotalBits, KeepsANoisyCommandFromAlarmingForAUsualPlace) {
  std::vector<Anomaly> anomalies = {FindingOf(CountryForPrincipal(), 0),
                                    FindingOf(CountryForCommand(), 30)};
  EXPECT_DOUBLE_EQ(TotalBits(Model{}, PrincipalKind::kUser, anomalies), 0);
  EXPECT_DOUBLE_EQ(anomalies[1].weight, 0);
}

TEST(TotalBits, CountsTheCommandInFullWhereThereIsNoPrincipal) {
  std::vector<Anomaly> anomalies = {FindingOf(CountryForCommand(), 8)};
  EXPECT_DOUBLE_EQ(TotalBits(Model{}, PrincipalKind::kNone, anomalies), 8);
  EXPECT_DOUBLE_EQ(TotalBits(Model{}, PrincipalKind::kService, anomalies), 2);
}

TEST(ScoreOf, IsMonotoneFrom0To100) {
  const Model model;
  EXPECT_DOUBLE_EQ(ScoreOf(model, 0), 0);
  EXPECT_DOUBLE_EQ(ScoreOf(model, 5), 50);
  EXPECT_DOUBLE_EQ(ScoreOf(model, 10), 75);
  EXPECT_DOUBLE_EQ(ScoreOf(model, 1000), 100);
  for (int half_bits = 0; half_bits < 120; ++half_bits) {
    const double bits = half_bits / 2.0;
    EXPECT_LE(ScoreOf(model, bits), ScoreOf(model, bits + 0.5));
  }
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
