// SPDX-License-Identifier: Apache-2.0
#include "scoring/counts/decay.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "scoring/counts/histogram.h"

namespace farcall {
namespace {

constexpr int64_t kHour = 3600;
constexpr int64_t kDay = 24 * kHour;
constexpr int64_t kStart = 1750000000 / kPeriodSeconds * kPeriodSeconds;

TEST(Moment, HalvesAnObservationEveryHalfLife) {
  const Decay decay{.half_life_seconds = 30.0 * kDay};
  const int64_t period = kStart / kPeriodSeconds;
  const int64_t middle = kStart + kPeriodSeconds / 2;
  EXPECT_DOUBLE_EQ(Moment(decay, kStart).Weight(period), 1.0);
  EXPECT_DOUBLE_EQ(Moment(decay, middle).Weight(period), 1.0);
  EXPECT_DOUBLE_EQ(Moment(decay, middle + 30 * kDay).Weight(period), 0.5);
  EXPECT_DOUBLE_EQ(Moment(decay, middle + 90 * kDay).Weight(period), 0.125);
}

TEST(DecayedCount, IsNothingUntilAValueHasSettled) {
  Histogram histogram;
  for (int hour = 0; hour < 24; ++hour) {
    histogram.Count("BR", kStart + hour * kHour);
  }
  const ValueCount& value = *histogram.Find("BR");
  EXPECT_DOUBLE_EQ(DecayedCount(value, Moment({}, kStart + kDay - 1)), 0);
  EXPECT_DOUBLE_EQ(DecayedCount(value, Moment({}, kStart + kDay)), 24);
  EXPECT_DOUBLE_EQ(DecayedCount(value, Moment({.settling_seconds = 0}, kStart)),
                   24);
}

TEST(Summarise, AddsUpDecayedCountsAndNamesTheMostUsual) {
  Histogram histogram;
  for (int hour = 0; hour < 4; ++hour)
    histogram.Count("DE", kStart + hour * kHour);
  histogram.Count("FR", kStart);
  const DecayedCounts counts =
      Summarise(histogram, Moment({}, kStart + kDay), 0.5);
  EXPECT_DOUBLE_EQ(counts.total, 5.0);
  EXPECT_DOUBLE_EQ(counts.discounted, 1.0);
  EXPECT_DOUBLE_EQ(counts.largest, 4.0);
  EXPECT_EQ(histogram.value(counts.most_usual).value, "DE");
}

TEST(Moment, WeighsByItsHour) {
  const int64_t period = kStart / kPeriodSeconds;
  const int64_t later = kStart + 40 * kDay;
  EXPECT_EQ(Moment({}, later).Weight(period),
            Moment({}, later + kHour - 1).Weight(period));
  EXPECT_GT(Moment({}, later).Weight(period),
            Moment({}, later + kHour).Weight(period));
}

}  // namespace
}  // namespace farcall
