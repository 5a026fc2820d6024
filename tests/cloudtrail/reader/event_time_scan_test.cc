// SPDX-License-Identifier: Apache-2.0
#include "cloudtrail/reader/event_time_scan.h"

#include <gtest/gtest.h>

namespace farcall {
namespace {

TEST(ScanEventTime, FindsItInABareRecord) {
  EXPECT_EQ(
      ScanEventTime(
          R"({"eventVersion":"1.08","eventTime":"2026-01-02T03:04:05Z"})"),
      "2026-01-02T03:04:05");
  EXPECT_EQ(ScanEventTime("{\"eventTime\" :\n \"2026-01-02T03:04:05Z\"}"),
            "2026-01-02T03:04:05");
}

TEST(ScanEventTime, FindsItInARecordWithinAString) {
  EXPECT_EQ(
      ScanEventTime(
          R"({"CloudTrailEvent":"{\"eventTime\":\"2026-01-02T03:04:05Z\"}"})"),
      "2026-01-02T03:04:05");
}

TEST(ScanEventTime, PassesOverWhatIsNoTime) {
  EXPECT_EQ(
      ScanEventTime(
          R"({"a":"eventTime","eventTime":null,"detail":{"eventTime":"2026-01-02T03:04:05Z"}})"),
      "2026-01-02T03:04:05");
}

TEST(ScanEventTime, IsEmptyWithoutOne) {
  EXPECT_EQ(ScanEventTime(""), "");
  EXPECT_EQ(ScanEventTime(R"({"eventTime")"), "");
  EXPECT_EQ(ScanEventTime(R"({"eventTime":"2026-01-0)"), "");
  EXPECT_EQ(ScanEventTime(R"({"eventTime":"yesterday at noon, about"})"), "");
}

}  // namespace
}  // namespace farcall
