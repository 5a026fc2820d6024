// SPDX-License-Identifier: Apache-2.0
#include "triage/statistics/active_hours.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace farcall {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr int64_t kHour = 3600;
// The first hour of a period of 15 days.
constexpr int64_t kStart = 1300 * kSlotsPerPeriod;

TEST(ActiveHours, AreEachHourOfAnyValueOnceInOrder) {
  Histogram countries;
  countries.Count("DE", (kStart + 400) * kHour);
  countries.Count("FR", (kStart + 2) * kHour + 59);
  countries.Count("DE", (kStart + 2) * kHour);
  countries.Count("DE", kStart * kHour);
  EXPECT_THAT(HoursOf(countries),
              ElementsAre(kStart, kStart + 2, kStart + 400));
  EXPECT_THAT(HoursOf(*countries.Find("FR")), ElementsAre(kStart + 2));
  EXPECT_THAT(HoursOf(Histogram()), IsEmpty());
}

TEST(ActiveHours, AreAllKeptFor165DaysAtLeast) {
  Histogram countries;
  const int64_t hours = 165 * kSlotsPerDay;
  for (int64_t hour = -1; hour <= hours; ++hour) {
    countries.Count("DE", (kStart + hour) * kHour);
  }
  // The newest period has begun; the hour before the first goes.
  EXPECT_EQ(HoursOf(countries).front(), kStart);
  EXPECT_EQ(HoursOf(countries).size(), static_cast<size_t>(hours + 1));
}

TEST(ActiveHours, LeaveOutOneValueWhereNoOtherWasSeen) {
  Histogram countries;
  for (const int64_t hour : {10, 11, 12, 13}) {
    countries.Count("VN", (kStart + hour) * kHour);
  }
  countries.Count("DE", (kStart + 12) * kHour);
  EXPECT_THAT(HoursWithout("VN", {kStart + 11, kStart + 12}, countries),
              ElementsAre(kStart + 10, kStart + 12, kStart + 13));
  EXPECT_THAT(HoursWithout("VN", {kStart, kStart + 20}, countries),
              ElementsAre(kStart + 12));
}

TEST(ActiveHours, OutsideARangeAreBeforeAndAfterIt) {
  EXPECT_THAT(Outside({3, 5}, {1, 3, 4, 5, 6}), ElementsAre(1, 6));
}

}  // namespace
}  // namespace farcall
