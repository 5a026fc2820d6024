// SPDX-License-Identifier: Apache-2.0

// Made-up principals of half a year: how often a cadence is found where there
// is one, and where there is none.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <iterator>
#include <random>
#include <utility>

#include "triage/statistics/cadence.h"

namespace farcall {
namespace {

constexpr int64_t kMonday = 420768;  // 2018-01-01 00:00 UTC, as a Unix hour
constexpr int64_t kDays = 180;
constexpr int64_t kHours = kDays * 24;
constexpr std::array<int64_t, 6> kMonths = {0,  31,  59,
                                            90, 120, 151};  // in days
constexpr int kPrincipals = 200;

using Random = std::mt19937_64;

bool Chance(Random& random, double probability) {
  return std::bernoulli_distribution(probability)(random);
}

int64_t Below(Random& random, int64_t end) {
  return std::uniform_int_distribution<int64_t>(0, end - 1)(random);
}

int64_t Jitter(Random& random, double deviation) {
  return std::lround(std::normal_distribution(0.0, deviation)(random));
}

struct Principal {
  UnixHours command{};
  UnixHours active{};
};

UnixHours Sorted(UnixHours hours) {
  std::ranges::sort(hours);
  hours.erase(std::unique(hours.begin(), hours.end()), hours.end());
  return hours;
}

// `others` ascend.
Principal Made(UnixHours command, const UnixHours& others = {}) {
  Principal made{.command = Sorted(std::move(command))};
  std::ranges::set_union(made.command, others, std::back_inserter(made.active));
  return made;
}

UnixHours OfficeHours(Random& random) {
  UnixHours hours;
  for (int64_t day = 0; day < kDays; ++day) {
    if (day % 7 >= 5 || !Chance(random, 0.92)) continue;
    for (int64_t hour = 8; hour < 17; ++hour) {
      if (Chance(random, 0.55)) hours.push_back(kMonday + day * 24 + hour);
    }
  }
  return hours;
}

UnixHours EveryOtherHour(Random& random) {
  UnixHours hours;
  for (int64_t hour = 0; hour < kHours; ++hour) {
    if (Chance(random, 0.5)) hours.push_back(kMonday + hour);
  }
  return hours;
}

UnixHours AnyHours(Random& random, int count) {
  UnixHours hours;
  for (int i = 0; i < count; ++i) {
    hours.push_back(kMonday + Below(random, kHours));
  }
  return hours;
}

UnixHours SomeOf(Random& random, const UnixHours& hours, int count) {
  UnixHours some;
  std::ranges::sample(hours, std::back_inserter(some), count, random);
  return some;
}

UnixHours Weekly(Random& random, double deviation, double missed) {
  UnixHours hours;
  const int64_t start = Below(random, 168);
  for (int64_t week = 0; week < 25; ++week) {
    if (Chance(random, missed)) continue;
    hours.push_back(kMonday + 168 * week + start + Jitter(random, deviation));
  }
  return hours;
}

UnixHours Monthly(Random& random, double deviation) {
  UnixHours hours;
  const int64_t start = Below(random, 27 * 24);
  for (const int64_t day : kMonths) {
    hours.push_back(kMonday + day * 24 + start + Jitter(random, deviation));
  }
  return hours;
}

// How many of the principals have a cadence.
int CountFound(uint64_t seed, const std::function<Principal(Random&)>& make) {
  Random random(seed);
  int found = 0;
  for (int i = 0; i < kPrincipals; ++i) {
    const Principal principal = make(random);
    if (FindCadence({.hours = principal.command,
                     .active_hours = principal.active,
                     .seed = static_cast<uint64_t>(i)})) {
      ++found;
    }
  }
  return found;
}

class NoCadence : public testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(Uses, NoCadence, testing::Values(6, 12, 25, 100));

TEST_P(NoCadence, IsFoundInFewPeopleWhoUseACommandAtWork) {
  EXPECT_LE(CountFound(7,
                       [](Random& random) {
                         const UnixHours active = OfficeHours(random);
                         return Made(SomeOf(random, active, GetParam()),
                                     active);
                       }),
            kPrincipals * 3 / 100);
}

TEST_P(NoCadence, IsFoundInFewBusyRoles) {
  EXPECT_LE(CountFound(8,
                       [](Random& random) {
                         const UnixHours active = EveryOtherHour(random);
                         return Made(SomeOf(random, active, GetParam()),
                                     active);
                       }),
            kPrincipals * 3 / 100);
}

TEST_P(NoCadence, IsFoundInFewRolesThatDoNothingElse) {
  EXPECT_LE(
      CountFound(
          9, [](Random& random) { return Made(AnyHours(random, GetParam())); }),
      kPrincipals * 3 / 100);
}

TEST(Cadence, IsFoundInWeeklyJobs) {
  EXPECT_GE(CountFound(
                1, [](Random& random) { return Made(Weekly(random, 1, 0.1)); }),
            kPrincipals * 95 / 100);
  EXPECT_GE(CountFound(2,
                       [](Random& random) {
                         return Made(Weekly(random, 6, 0.2),
                                     EveryOtherHour(random));
                       }),
            kPrincipals * 95 / 100);
}

TEST(Cadence, IsFoundInMonthlyJobs) {
  EXPECT_GE(
      CountFound(3, [](Random& random) { return Made(Monthly(random, 2)); }),
      kPrincipals * 95 / 100);
  EXPECT_GE(CountFound(4,
                       [](Random& random) {
                         return Made(Monthly(random, 24),
                                     EveryOtherHour(random));
                       }),
            kPrincipals * 95 / 100);
}

TEST(Cadence, IsFoundInWhatAPersonDoesEveryTuesday) {
  EXPECT_GE(CountFound(5,
                       [](Random& random) {
                         UnixHours command;
                         for (int64_t week = 0; week < 25; ++week) {
                           command.push_back(kMonday + 168 * week + 34);
                         }
                         return Made(command, OfficeHours(random));
                       }),
            kPrincipals * 95 / 100);
}

}  // namespace
}  // namespace farcall
