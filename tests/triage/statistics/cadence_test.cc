// SPDX-License-Identifier: Apache-2.0
#include "triage/statistics/cadence.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <vector>

namespace farcall {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using namespace std::chrono_literals;

int64_t HourAt(std::chrono::year_month_day date, int64_t hour = 0) {
  return std::chrono::sys_days(date).time_since_epoch().count() * 24 + hour;
}

// A Monday, and the beginning of a common year.
const int64_t kMonday = HourAt(2018y / 1 / 1);

// Nothing else is known of the principal.
std::optional<Cadence> CadenceOf(const UnixHours& hours) {
  return FindCadence({.hours = hours, .active_hours = hours, .seed = 1});
}

UnixHours Daily(int64_t days) {
  UnixHours hours;
  for (int64_t day = 0; day < days; ++day) {
    hours.push_back(kMonday + 24 * day + 3 + 5 * day % 3);
  }
  return hours;
}

// Every sixth week is missed.
UnixHours Weekly(int64_t weeks) {
  UnixHours hours;
  for (int64_t week = 0; week < weeks; ++week) {
    if (week % 6 == 5) continue;
    hours.push_back(kMonday + 20 + 168 * week + 7 * week % 5 - 2);
  }
  return hours;
}

UnixHours Monthly(std::chrono::year_month first, int months) {
  UnixHours hours;
  for (int i = 0; i < months; ++i) {
    hours.push_back(HourAt((first + std::chrono::months(i)) / 14, 11 * i % 7));
  }
  return hours;
}

// The numbers here are those of an independent program.
TEST(Cadence, HasThePOfTheRayleighTest) {
  struct Case {
    size_t runs;
    double mean_length;
    double p;
  };
  for (const Case& test :
       {Case{4, 0.9, 0.027323722447292545}, Case{7, 0.5, 0.17666485098886683},
        Case{25, 0.3, 0.1047928670214248}, Case{100, 0.1, 0.36880028459380915},
        Case{6, 0.99, 0.0004433228552916227},
        Case{6, 1.0, 0.00033546262790251185}, Case{20, 0.0, 1.0}}) {
    EXPECT_NEAR(RayleighP(test.runs, test.mean_length) / test.p, 1, 1e-9)
        << test.runs << " " << test.mean_length;
  }
}

TEST(Cadence, OfAWeekHasItsTimeAndItsCoverage) {
  const auto found = CadenceOf(Weekly(25));
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->period, CadencePeriod::kWeek);
  EXPECT_NEAR(found->p / 8.281470801944595e-15, 1, 1e-9);
  EXPECT_NEAR(found->phase, 0.1193313867048976, 1e-9);
  EXPECT_NEAR(found->deviation, 0.008313499047402431, 1e-9);
  EXPECT_EQ(found->periods, 25);
  EXPECT_EQ(found->periods_with_runs, 21);
  EXPECT_EQ(found->first_hour, kMonday + 18);
}

TEST(Cadence, OfADay) {
  const auto found = CadenceOf(Daily(20));
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->period, CadencePeriod::kDay);
  EXPECT_NEAR(found->p / 1.2665125534950759e-12, 1, 1e-9);
  EXPECT_NEAR(found->phase, 4.0 / 24, 1e-9);
  EXPECT_NEAR(found->deviation, 0.03497136767400057, 1e-9);
}

TEST(Cadence, OfAMonthGoesByItsRealLength) {
  const auto found = CadenceOf(Monthly(2018y / 1, 6));
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->period, CadencePeriod::kMonth);
  EXPECT_NEAR(found->p / 0.00120298179050121, 1, 1e-9);
  EXPECT_NEAR(found->phase, 0.43567895213462754, 1e-9);
  EXPECT_NEAR(found->deviation, 0.017930687951287678, 1e-9);
}

// The first of each month has phase 0 over the end of a leap year's February,
// and of a year.
TEST(Cadence, OfAMonthKnowsLeapYears) {
  UnixHours hours;
  for (int month = 0; month < 6; ++month) {
    hours.push_back(HourAt((2023y / 11 + std::chrono::months(month)) / 1));
  }
  const auto found = CadenceOf(hours);
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->period, CadencePeriod::kMonth);
  EXPECT_NEAR(found->deviation, 0, 1e-6);
  EXPECT_TRUE(found->IsAtItsTime(HourAt(2024y / 3 / 1)));
  EXPECT_TRUE(found->IsAtItsTime(HourAt(2024y / 2 / 29, 23)));
  EXPECT_FALSE(found->IsAtItsTime(HourAt(2024y / 2 / 29)));
  EXPECT_FALSE(found->IsAtItsTime(HourAt(2024y / 3 / 15)));
}

TEST(Cadence, KnowsWhatIsAtItsTime) {
  const auto found = CadenceOf(Weekly(25));
  ASSERT_TRUE(found.has_value());
  // Monday at 20:00, and a deviation of 1.4 hours.
  EXPECT_TRUE(found->IsAtItsTime(kMonday + 40 * 168 + 20));
  EXPECT_TRUE(found->IsAtItsTime(kMonday + 40 * 168 + 22));
  EXPECT_FALSE(found->IsAtItsTime(kMonday + 40 * 168 + 23));
  EXPECT_TRUE(found->IsAtItsTime(kMonday + 40 * 168 + 18));
  EXPECT_FALSE(found->IsAtItsTime(kMonday + 40 * 168 + 17));
}

TEST(Cadence, AtMidnightIsAtItsTimeOnBothSidesOfIt) {
  UnixHours hours;
  for (int64_t day = 0; day < 30; ++day) hours.push_back(kMonday + 24 * day);
  const auto found = CadenceOf(hours);
  ASSERT_TRUE(found.has_value());
  EXPECT_TRUE(found->IsAtItsTime(kMonday + 24 * 50));
  EXPECT_TRUE(found->IsAtItsTime(kMonday + 24 * 50 + 1));
  EXPECT_TRUE(found->IsAtItsTime(kMonday + 24 * 50 - 1));
  EXPECT_FALSE(found->IsAtItsTime(kMonday + 24 * 50 + 2));
}

TEST(Cadence, NeedsEnoughRuns) {
  EXPECT_FALSE(CadenceOf({}).has_value());
  EXPECT_FALSE(CadenceOf(Daily(6)).has_value());
  EXPECT_TRUE(CadenceOf(Daily(7)).has_value());
  EXPECT_FALSE(CadenceOf(Weekly(3)).has_value());
  EXPECT_TRUE(CadenceOf(Weekly(4)).has_value());
}

TEST(Cadence, NeedsARunInMostPeriods) {
  UnixHours hours = Weekly(5);
  for (int64_t& hour : hours)
    hour = kMonday + 20 + (hour - kMonday) / 168 * 336;
  EXPECT_FALSE(CadenceOf(hours).has_value());
}

// All day long, every Tuesday: a day's work, no housekeeping.
TEST(Cadence, IsNotOfManyRunsInAPeriod) {
  UnixHours hours;
  for (int64_t week = 0; week < 25; ++week) {
    for (const int64_t hour : {24, 30, 36}) {
      hours.push_back(kMonday + 168 * week + hour);
    }
  }
  EXPECT_FALSE(CadenceOf(hours).has_value());
}

TEST(Cadence, OfAllThatAPrincipalDoesIsNoneOfACommand) {
  // Active on Mondays alone; the command on one of ten hours.
  UnixHours active;
  UnixHours hours;
  for (int64_t week = 0; week < 25; ++week) {
    for (int64_t hour = 8; hour < 18; ++hour) {
      active.push_back(kMonday + 168 * week + hour);
    }
    hours.push_back(kMonday + 168 * week + 8 + 7 * week % 10);
  }
  EXPECT_TRUE(CadenceOf(hours).has_value());
  EXPECT_FALSE(FindCadence({.hours = hours, .active_hours = active, .seed = 1})
                   .has_value());
}

TEST(Cadence, IsTheSameEachTimeItIsAskedFor) {
  UnixHours active;
  for (int64_t hour = 0; hour < 4000; hour += 3)
    active.push_back(kMonday + hour);
  const UnixHours hours = Weekly(25);
  const uint64_t seed = CadenceSeed("alice", "s3:PutBucketPolicy");
  const CadenceInput input{
      .hours = hours, .active_hours = active, .seed = seed};
  const auto found = FindCadence(input);
  ASSERT_TRUE(found.has_value());
  // No draw was as regular: one of 500, for three periods.
  EXPECT_NEAR(found->p, 0.006, 1e-12);
  EXPECT_EQ(FindCadence(input)->p, found->p);
  EXPECT_EQ(seed, CadenceSeed("alice", "s3:PutBucketPolicy"));
  EXPECT_NE(seed, CadenceSeed("alices", "3:PutBucketPolicy"));
}

TEST(Cadence, TakesHoursThatAreCloseForOneRun) {
  EXPECT_THAT(RunsOf(UnixHours{10, 11, 14, 17, 21, 30}),
              ElementsAre(10, 21, 30));
  EXPECT_THAT(RunsOf(UnixHours{}), IsEmpty());
}

}  // namespace
}  // namespace farcall
