// SPDX-License-Identifier: Apache-2.0
#include "scoring/detector.h"

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

double Bits(const std::vector<const Histogram*>& chain, const char* value) {
  const Model model;
  std::vector<Level> levels;
  for (const Histogram* histogram : chain)
    levels.emplace_back(*histogram, model.decay, model.smoothing,
                        kStart + kDay);
  return SurpriseBits(levels, model, value);
}

TEST(Detectors, HaveNamesAndChainsOfTheirOwn) {
  std::set<std::string_view> names;
  for (const Detector& detector : Detectors()) {
    names.insert(detector.name);
    EXPECT_FALSE(detector.chain.empty());
    EXPECT_EQ(detector.entity(), detector.chain.front());
  }
  EXPECT_EQ(names.size(), Detectors().size());
}

TEST(SurpriseBits, IsZeroForTheMostUsualValueAndWhereNothingIsKnown) {
  const Histogram person = EveryThirdHour("DE", 100);
  const Histogram nobody;
  EXPECT_DOUBLE_EQ(Bits({&person}, "DE"), 0);
  EXPECT_DOUBLE_EQ(Bits({&nobody}, "DE"), 0);
}

TEST(SurpriseBits, GrowsWithHistory) {
  const Histogram young = EveryThirdHour("DE", 5);
  const Histogram mature = EveryThirdHour("DE", 200);
  EXPECT_GT(Bits({&mature}, "BR"), Bits({&young}, "BR"));
}

TEST(SurpriseBits, IsSmallWhileTheWholeTenantIsNew) {
  const Histogram first_call = EveryThirdHour("DE", 1);
  EXPECT_LT(Bits({&first_call, &first_call, &first_call}, "BR"), 2);
}

TEST(SurpriseBits, IsLessForAPlaceWherePeersSit) {
  const Histogram person = EveryThirdHour("DE", 100);
  Histogram tenant = EveryThirdHour("DE", 100);
  for (int i = 0; i < 50; ++i) tenant.Count("FR", kStart + i * kSlotSeconds);
  EXPECT_LT(Bits({&person, &tenant}, "FR") + 5, Bits({&person, &tenant}, "BR"));
}

TEST(SurpriseBits, OfANewcomerIsThatOfHisPeers) {
  const Histogram newcomer;
  Histogram tenant = EveryThirdHour("DE", 100);
  for (int i = 0; i < 50; ++i) tenant.Count("FR", kStart + i * kSlotSeconds);
  EXPECT_LT(Bits({&newcomer, &tenant}, "FR"), 2);
  EXPECT_GT(Bits({&newcomer, &tenant}, "BR"), 10);
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
