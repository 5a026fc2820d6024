// SPDX-License-Identifier: Apache-2.0
#include "triage/statistics/quiet_regions.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace farcall {
namespace {

constexpr int64_t kHour = 3600;
constexpr int64_t kDay = 24 * kHour;
constexpr int64_t kStart = 1700006400;  // a full hour

// A call in every `step` hours of `days`, from kStart on.
void Call(const std::string& region, int64_t days, int64_t step,
          Histogram& regions) {
  for (int64_t at = 0; at < days * kDay; at += step * kHour) {
    regions.Count(region, kStart + at);
  }
}

std::vector<std::string> QuietAt(const Histogram& regions, int64_t at_seconds) {
  std::vector<std::string> names;
  for (const QuietRegion& quiet : SilenceOf(regions, at_seconds).quiet) {
    names.emplace_back(quiet.region);
  }
  return names;
}

using Names = std::vector<std::string>;

TEST(QuietRegions, AreQuietForLongerThanThreeOfTheirLongestGaps) {
  Histogram regions;
  Call("eu-central-1", 10, 4, regions);
  const int64_t last = regions.last_seen_seconds();
  EXPECT_EQ(QuietAt(regions, last + 12 * kHour), Names{});
  EXPECT_EQ(QuietAt(regions, last + 13 * kHour), Names{"eu-central-1"});
  const RegionSilence silence = SilenceOf(regions, last + kDay);
  EXPECT_EQ(silence.regular, 1U);
  ASSERT_EQ(silence.quiet.size(), 1U);
  EXPECT_EQ(silence.quiet[0].last_seen_seconds, last);
  EXPECT_EQ(silence.quiet[0].longest_gap_seconds, 4 * kHour);
}

TEST(QuietRegions, ARegionThatIsCalledEachHourIsQuietInTheFourthHour) {
  Histogram regions;
  Call("us-east-1", 2, 1, regions);
  const int64_t last = regions.last_seen_seconds();
  EXPECT_EQ(QuietAt(regions, last + 3 * kHour), Names{});
  EXPECT_EQ(QuietAt(regions, last + 4 * kHour), Names{"us-east-1"});
}

TEST(QuietRegions, AWeekendIsNoSilenceWhereWeekendsAreQuiet) {
  Histogram regions;
  for (int64_t day = 0; day < 26; ++day) {
    if (day % 7 >= 5) continue;
    for (int64_t hour = 8; hour < 18; ++hour) {
      regions.Count("eu-west-1", kStart + day * kDay + hour * kHour);
    }
  }
  EXPECT_EQ(QuietAt(regions, kStart + 28 * kDay), Names{});
}

TEST(QuietRegions, AGapOfLongAgoDoesNotCount) {
  Histogram regions;
  regions.Count("eu-west-1", kStart - 40 * kDay);
  Call("eu-west-1", 31, 1, regions);
  EXPECT_EQ(QuietAt(regions, kStart + 32 * kDay), Names{"eu-west-1"});
}

TEST(QuietRegions, ARegionThatIsRarelyCalledIsNoRegularSource) {
  Histogram regions;
  Call("ap-south-1", 23, 24, regions);
  EXPECT_EQ(SilenceOf(regions, kStart + 300 * kDay).regular, 0U);
  Call("ap-south-1", 24, 24, regions);
  EXPECT_EQ(SilenceOf(regions, kStart + 24 * kDay).regular, 1U);
}

TEST(QuietRegions, OthersGoOnWhileOneIsQuiet) {
  Histogram regions;
  Call("eu-central-1", 5, 1, regions);
  Call("eu-west-1", 3, 1, regions);
  EXPECT_EQ(QuietAt(regions, regions.last_seen_seconds()), Names{"eu-west-1"});
}

TEST(QuietRegions, WhatIsSeenLaterThanTheTimeIsNotQuiet) {
  Histogram regions;
  Call("eu-central-1", 5, 1, regions);
  EXPECT_EQ(QuietAt(regions, kStart), Names{});
  EXPECT_EQ(SilenceOf(Histogram(), kStart).regular, 0U);
}

}  // namespace
}  // namespace farcall
