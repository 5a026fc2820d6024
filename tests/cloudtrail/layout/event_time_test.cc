// SPDX-License-Identifier: Apache-2.0
#include "cloudtrail/layout/event_time.h"

#include <gtest/gtest.h>

namespace farcall {
namespace {

TEST(EventTime, ReadsWhatCloudTrailWrites) {
  EXPECT_EQ(ParseEventTime("1970-01-01T00:00:00Z"), 0);
  EXPECT_EQ(ParseEventTime("2024-02-29T12:00:01Z"), 1709208001);
  EXPECT_EQ(ParseEventTime("1969-12-31T23:59:59Z"), -1);
}

TEST(EventTime, DropsFractions) {
  EXPECT_EQ(ParseEventTime("2024-02-29T12:00:01.9Z"), 1709208001);
  EXPECT_EQ(ParseEventTime("2024-02-29T12:00:01.000Z"), 1709208001);
  EXPECT_EQ(ParseEventTime("2024-02-29 12:00:01.123456789"), 1709208001);
  EXPECT_EQ(ParseEventTime("2024-02-29T12:00:01.1234567890Z"), std::nullopt);
}

TEST(EventTime, TakesSpaceForTAndNoZoneForUtc) {
  EXPECT_EQ(ParseEventTime("2024-02-29 12:00:01"), 1709208001);
  EXPECT_EQ(ParseEventTime("2024-02-29t12:00:01z"), 1709208001);
}

TEST(EventTime, AppliesOffsets) {
  EXPECT_EQ(ParseEventTime("2024-02-29 23:00:01+11:00"), 1709208001);
  EXPECT_EQ(ParseEventTime("2024-02-29T06:30:01-0530"), 1709208001);
  EXPECT_EQ(ParseEventTime("2024-02-29T13:00:01+01"), 1709208001);
}

TEST(EventTime, CountsALeapSecondAsTheNextMinute) {
  EXPECT_EQ(ParseEventTime("2016-12-31T23:59:60Z"),
            ParseEventTime("2017-01-01T00:00:00Z"));
}

TEST(EventTime, CoversTheYearsThatFourDigitsCanName) {
  EXPECT_EQ(ParseEventTime("0000-01-01T00:00:00Z"), -62167219200);
  EXPECT_EQ(ParseEventTime("9999-12-31T23:59:59Z"), 253402300799);
}

TEST(EventTime, TakesTheZoneInWordsOrBehindABlank) {
  for (const char* text :
       {"2024-02-29 12:00:01 UTC", "2024-02-29T12:00:01UTC",
        "2024-02-29 12:00:01 GMT", "2024-02-29 12:00:01 Z",
        "2024-02-29 12:00:01.000 +0000", "2024-02-29 14:00:01.000 +02:00",
        "2024-02-29T12:00:01Z[UTC]", "2024-02-29T13:00:01+01:00[Europe/Berlin]",
        " 2024-02-29T12:00:01Z ", "20240229T120001Z", "2024/02/29 12:00:01"}) {
    EXPECT_EQ(ParseEventTime(text), 1709208001) << text;
  }
}

TEST(EventTime, TakesUnixTimeInAnyUnit) {
  for (const char* text :
       {"1709208001", "1709208001.5", "1709208001000", "1709208001999.123",
        "1709208001000000", "1709208001000000000"}) {
    EXPECT_EQ(ParseEventTime(text), 1709208001) << text;
  }
}

class NoEventTime : public testing::TestWithParam<const char*> {};

TEST_P(NoEventTime, IsRefused) {
  EXPECT_EQ(ParseEventTime(GetParam()), std::nullopt);
}

INSTANTIATE_TEST_SUITE_P(
    EventTime, NoEventTime,
    testing::Values("", "eventTime", "yesterday", ".5", "2024-02-29",
                    "2024-02-29T12:00Z", "2023-02-29T12:00:01Z",
                    "2024-13-01T00:00:00Z", "2024-00-01T00:00:00Z",
                    "2024-01-32T00:00:00Z", "2024-01-01T24:00:00Z",
                    "2024-01-01T00:60:00Z", "2024-01-01T00:00:61Z",
                    "2024-01-01T00:00:00ZZ", "2024-01-01T00:00:00+24:00",
                    "2024-01-01T00:00:00+1", "2024-01-01T00:00:00+01:60",
                    "2024-01-01T00:00:00 X", "2024-01-01T00:00:00UTCZ",
                    "24-01-01T00:00:00Z", "20240101T0000Z",
                    "2024-01-01T00:00:00[", "1709208001x", "1709208001.5.5",
                    "17092080010000000000", "2024-1-1T00:00:00Z",
                    "+024-01-01T00:00:00Z", "21/04/2025, 09:45:54.000"));

}  // namespace
}  // namespace farcall
