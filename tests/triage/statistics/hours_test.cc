// SPDX-License-Identifier: Apache-2.0
#include "triage/statistics/hours.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <functional>
#include <random>
#include <vector>

namespace farcall {
namespace {

using ::testing::ElementsAre;

constexpr int64_t kMonday = 420768;  // 2018-01-01 00:00 UTC, as a Unix hour

// So many active hours at each hour of the day.
ActiveTimes ByHour(const std::array<uint64_t, kHoursPerDay>& by_hour) {
  ActiveTimes times{.by_hour = by_hour, .weeks = 20};
  for (const uint64_t count : by_hour) times.hours += count;
  return times;
}

ActiveTimes ByDay(const std::array<uint64_t, kDaysPerWeek>& by_day) {
  ActiveTimes times{.by_day = by_day, .weeks = 20};
  for (const uint64_t count : by_day) times.hours += count;
  return times;
}

const ActiveTimes kOffice =
    ByHour({0,  0,  0,  0,  0,  1, 3, 12, 30, 34, 33, 28,
            25, 31, 30, 27, 20, 9, 4, 1,  0,  0,  0,  0});

TEST(Hours, AreCountedByHourDayAndWeek) {
  const ActiveTimes times = CountTimes(std::vector<int64_t>{
      kMonday + 9, kMonday + 33, kMonday + 168 + 9, kMonday + 6 * 24 + 168});
  EXPECT_EQ(times.hours, 4U);
  EXPECT_EQ(times.weeks, 2U);
  EXPECT_EQ(times.by_hour[9], 3U);
  EXPECT_EQ(times.by_hour[0], 1U);
  EXPECT_THAT(times.by_day, ElementsAre(2, 1, 0, 0, 0, 0, 1));
}

// As an independent program has it.
TEST(Hours, AreUnusualWhereAHundredthOfOnesOwnAreAsRare) {
  for (const size_t hour : {0, 1, 2, 3, 4, 5, 19, 20, 21, 22, 23}) {
    EXPECT_EQ(RarityOfHour(kOffice, hour), TimeRarity::kUnusual) << hour;
  }
  for (const size_t hour : {6, 18}) {
    EXPECT_EQ(RarityOfHour(kOffice, hour), TimeRarity::kRare) << hour;
  }
  for (size_t hour = 7; hour < 18; ++hour) {
    EXPECT_EQ(RarityOfHour(kOffice, hour), TimeRarity::kUsual) << hour;
  }
}

TEST(Hours, AreNotJudgedBelowSixtyKnown) {
  std::array<uint64_t, kHoursPerDay> by_hour{};
  by_hour[9] = 59;
  EXPECT_EQ(RarityOfHour(ByHour(by_hour), 21), TimeRarity::kUnknown);
  by_hour[9] = 60;
  EXPECT_EQ(RarityOfHour(ByHour(by_hour), 21), TimeRarity::kUnusual);
}

TEST(Hours, SayNothingOfWhoWorksAroundTheClock) {
  std::array<uint64_t, kHoursPerDay> by_hour{};
  by_hour.fill(10);
  EXPECT_EQ(RarityOfHour(ByHour(by_hour), 3), TimeRarity::kAroundTheClock);
  EXPECT_NEAR(QuietShare(ByHour(by_hour)), 1.0 / 3, 1e-12);
  // 40 of 200 lie in the quietest third, from 22:00.
  by_hour.fill(10);
  for (const size_t hour : {22, 23, 0, 1, 2, 3, 4, 5}) by_hour[hour] = 5;
  EXPECT_NEAR(QuietShare(ByHour(by_hour)), 0.2, 1e-12);
  EXPECT_EQ(RarityOfHour(ByHour(by_hour), 3), TimeRarity::kAroundTheClock);
  by_hour[3] = 4;
  EXPECT_EQ(RarityOfHour(ByHour(by_hour), 3), TimeRarity::kRare);
}

TEST(Hours, OfTheWeekendAreUnusualForWhoNeverWorksThen) {
  const ActiveTimes week = ByDay({60, 62, 58, 55, 50, 0, 1});
  EXPECT_EQ(RarityOfDay(week, 5), TimeRarity::kUnusual);
  EXPECT_EQ(RarityOfDay(week, 6), TimeRarity::kUnusual);
  EXPECT_EQ(RarityOfDay(week, 4), TimeRarity::kUsual);
  EXPECT_EQ(RarityOfDay(ByDay({60, 62, 58, 55, 50, 8, 1}), 5),
            TimeRarity::kUsual);
}

TEST(Hours, OfTheWeekAreNotJudgedBelowFourWeeksKnown) {
  ActiveTimes week = ByDay({60, 62, 58, 55, 50, 0, 0});
  week.weeks = 3;
  EXPECT_EQ(RarityOfDay(week, 6), TimeRarity::kUnknown);
  week.weeks = 4;
  EXPECT_EQ(RarityOfDay(week, 6), TimeRarity::kUnusual);
}

TEST(Hours, AreUsualInTheFewestThatHoldNineTenths) {
  const DayWindow office = UsualHours(kOffice);
  EXPECT_EQ(office.first, 7U);
  EXPECT_EQ(office.last, 16U);
  std::array<uint64_t, kHoursPerDay> night{};
  for (const size_t hour : {22, 23, 0, 1}) night[hour] = 25;
  EXPECT_EQ(UsualHours(ByHour(night)).first, 22U);
  EXPECT_EQ(UsualHours(ByHour(night)).last, 1U);
}

using Random = std::mt19937_64;
using HourOf = std::function<size_t(Random&, bool is_late)>;

size_t Wrapped(double hour) {
  return static_cast<size_t>(hour + 24) % kHoursPerDay;
}

size_t Around(Random& random, double mean, double deviation) {
  return Wrapped(std::normal_distribution(mean, deviation)(random));
}

size_t OfficeHour(Random& random, bool) { return Around(random, 12.5, 2.3); }

size_t SplitHour(Random& random, bool) {
  return std::bernoulli_distribution(0.8)(random) ? Around(random, 11, 2)
                                                  : Around(random, 20.5, 1);
}

size_t MovedHour(Random& random, bool is_late) {
  return Around(random, is_late ? 17 : 9, 2);
}

size_t AnyHour(Random& random, bool) { return random() % kHoursPerDay; }

// In per mille of people with 100 known hours: how often an hour is judged so.
int PerMille(TimeRarity rarity, const HourOf& known, const HourOf& next) {
  constexpr int kPeople = 1500;
  Random random(3);
  int judged = 0;
  for (int i = 0; i < kPeople; ++i) {
    std::array<uint64_t, kHoursPerDay> by_hour{};
    for (int hour = 0; hour < 100; ++hour) {
      ++by_hour[known(random, hour >= 50)];
    }
    if (RarityOfHour(ByHour(by_hour), next(random, i % 2 == 0)) == rarity) {
      ++judged;
    }
  }
  return judged * 1000 / kPeople;
}

TEST(Hours, OfPeopleAreSeldomUnusualForThemselves) {
  for (const HourOf& person :
       {HourOf(OfficeHour), HourOf(SplitHour), HourOf(MovedHour)}) {
    EXPECT_LE(PerMille(TimeRarity::kUnusual, person, person), 30);
  }
}

TEST(Hours, OfStrangersAreOftenUnusual) {
  for (const HourOf& person :
       {HourOf(OfficeHour), HourOf(SplitHour), HourOf(MovedHour)}) {
    EXPECT_GE(PerMille(TimeRarity::kUnusual, person, AnyHour), 250);
  }
}

TEST(Hours, OfMachinesAreAroundTheClock) {
  EXPECT_GE(PerMille(TimeRarity::kAroundTheClock, AnyHour, AnyHour), 980);
}

}  // namespace
}  // namespace farcall
