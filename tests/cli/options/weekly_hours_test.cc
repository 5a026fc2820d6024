// SPDX-License-Identifier: Apache-2.0
#include "cli/options/weekly_hours.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace farcall {
namespace {

using ::testing::ElementsAre;
using ::testing::Eq;
using ::testing::Optional;

TEST(WeeklyHours, CountsFromMonday) {
  EXPECT_THAT(ParseWeeklyHours("mon:0-1"), Optional(ElementsAre(0, 1)));
  EXPECT_THAT(ParseWeeklyHours("Sat-Sun:20-24"),
              Optional(ElementsAre(140, 144, 164, 168)));
  EXPECT_THAT(ParseWeeklyHours("tue,sun"),
              Optional(ElementsAre(24, 48, 144, 168)));
  EXPECT_THAT(ParseWeeklyHours("fri:6-8,fri:20-22"),
              Optional(ElementsAre(102, 104, 116, 118)));
}

TEST(WeeklyHours, RefusesWhatIsNone) {
  for (const char* text :
       {"", "mon-", "fri-mon", "monday", "mon:", "mon:5", "mon:5-5", "mon:8-25",
        "mon:-1-3", "mon 5-6", "mon,,tue", "20-24"}) {
    EXPECT_THAT(ParseWeeklyHours(text), Eq(std::nullopt)) << text;
  }
}

TEST(Span, HasAUnit) {
  EXPECT_EQ(ParseSpan("90m"), 5400);
  EXPECT_EQ(ParseSpan("12h"), 43'200);
  EXPECT_EQ(ParseSpan("2d"), 172'800);
  EXPECT_EQ(ParseSpan("1w"), 604'800);
  for (const char* text : {"", "2", "d", "0d", "-1d", "2y", "9999999999w"}) {
    EXPECT_EQ(ParseSpan(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace farcall
