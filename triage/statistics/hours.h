// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

// How an hour of the day, or a day of the week, lies beside the ones in which a
// principal is active (UTC). No time zone is guessed.

namespace farcall {

inline constexpr size_t kHoursPerDay = 24;
inline constexpr size_t kDaysPerWeek = 7;

// Active hours that must be known.
inline constexpr uint64_t kActiveHoursNeeded = 60;
// Calendar weeks with active hours that must be known to judge a day.
inline constexpr uint64_t kActiveWeeksNeeded = 4;

// Active hours by hour of the day (0 = from 00:00 UTC), by day of the week (0 =
// Monday), and in how many calendar weeks they lie.
struct ActiveTimes {
  std::array<uint64_t, kHoursPerDay> by_hour{};
  std::array<uint64_t, kDaysPerWeek> by_day{};
  uint64_t hours = 0;
  uint64_t weeks = 0;
};
// `unix_hours` ascend.
ActiveTimes CountTimes(std::span<const int64_t> unix_hours);

// By Unix hour.
size_t HourOfDay(int64_t unix_hour);
size_t DayOfWeek(int64_t unix_hour);

enum class TimeRarity : uint8_t {
  kUnknown,         // too little is known
  kAroundTheClock,  // the principal has no quiet hours
  kUnusual,         // at most 1 % of its hours are as rare
  kRare,            // at most 5 %
  kUsual,
};

// The share of active hours that lie at an hour of the day as rare as this one
// or rarer; hours are smoothed: a neighbour counts half. Of known hours.
double ShareAsRare(const ActiveTimes& times, size_t hour);

// By that share.
TimeRarity RarityOfHour(const ActiveTimes& times, size_t hour);
// The same of days; kUnusual or kUsual alone, if it is known.
TimeRarity RarityOfDay(const ActiveTimes& times, size_t day);

// The share of active hours in the 8 consecutive hours of the day that have
// fewest; 0 if none is known.
double QuietShare(const ActiveTimes& times);

// Hours of the day, both included; `first` > `last` is over midnight.
struct DayWindow {
  size_t first = 0;
  size_t last = 0;
};
// The fewest consecutive hours of the day that hold 90 % of the active ones; of
// several the one that holds most, then the first.
DayWindow UsualHours(const ActiveTimes& times);

}  // namespace farcall
