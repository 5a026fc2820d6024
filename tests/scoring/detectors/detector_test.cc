// SPDX-License-Identifier: Apache-2.0
#include "scoring/detectors/detector.h"

#include <gtest/gtest.h>

#include <set>

namespace farcall {
namespace {

constexpr int64_t kStart = 1750000000 / kPeriodSeconds * kPeriodSeconds;
constexpr int64_t kDay = 24 * 3600;

Histogram EveryThirdHour(const char* value, int times) {
  Histogram histogram;
  for (int i = 0; i < times; ++i)
    histogram.Count(value, kStart + i * 3 * kSlotSeconds);
  return histogram;
}

TEST(Detectors, HaveNamesOfTheirOwn) {
  std::set<std::string_view> names;
  for (const Detector& detector : Detectors()) {
    names.insert(detector.name);
  }
  EXPECT_EQ(names.size(), Detectors().size());
}

TEST(FindDetectors, ReadsAListOfNames) {
  EXPECT_EQ(FindDetectors(""), 0U);
  EXPECT_EQ(FindDetectors("country_for_principal"), 1U);
  EXPECT_EQ(FindDetectors("country_for_command,country_for_principal"), 3U);
  EXPECT_EQ(FindDetectors("country_for_nobody"), std::nullopt);
  EXPECT_EQ(FindDetectors("country_for_principal, country_for_command"),
            std::nullopt);
}

TEST(SurpriseBits, IsALogarithmOfHowMuchLessLikelyAValueIs) {
  EXPECT_DOUBLE_EQ(SurpriseBits(1, 1.0 / 64, 1e9, 0), 6);
  EXPECT_DOUBLE_EQ(SurpriseBits(0.5, 0.5, 100, 5), 0);
  EXPECT_DOUBLE_EQ(SurpriseBits(0.25, 0.5, 100, 5), 0);
}

TEST(SurpriseBits, IsWorthHalfWhereLittleIsKnown) {
  EXPECT_DOUBLE_EQ(SurpriseBits(1, 1.0 / 64, 5, 5), 3);
  EXPECT_DOUBLE_EQ(SurpriseBits(1, 1.0 / 64, 0, 5), 0);
}

TEST(EvidenceBits, LeavesDailyLifeOutAndHasALimit) {
  Detector detector = RecentEvidence();
  EXPECT_DOUBLE_EQ(EvidenceBits(detector, 100), 0) << "is no evidence itself";
  detector.role = Detector::Role::kEvidence;
  detector.floor = 1.5;
  detector.cap = 7;
  detector.part = 0.5;
  EXPECT_DOUBLE_EQ(EvidenceBits(detector, 1.5), 0);
  EXPECT_DOUBLE_EQ(EvidenceBits(detector, 4), 2);
  EXPECT_DOUBLE_EQ(EvidenceBits(detector, 100), 3.5);
}

TEST(StateOf, GoesFromColdToReady) {
  EXPECT_EQ(StateOf(Histogram()), BaselineState::kCold);
  EXPECT_EQ(StateOf(EveryThirdHour("DE", 4)), BaselineState::kCold);
  EXPECT_EQ(StateOf(EveryThirdHour("DE", 5)), BaselineState::kLearning);
  EXPECT_EQ(StateOf(EveryThirdHour("DE", 24)), BaselineState::kLearning)
      << "spans less than 3 days";
  EXPECT_EQ(StateOf(EveryThirdHour("DE", 25)), BaselineState::kReady);
}

TEST(StateOf, IsNotHurriedByABurst) {
  Histogram histogram;
  for (int i = 0; i < 100000; ++i) histogram.Count("DE", kStart + i % 3600);
  histogram.Count("DE", kStart + 4 * kDay);
  EXPECT_EQ(StateOf(histogram), BaselineState::kCold);
}

}  // namespace
}  // namespace farcall
