// SPDX-License-Identifier: Apache-2.0
#include "triage/statistics/hours.h"

#include <algorithm>

#include "scoring/counts/value_count.h"

namespace farcall {
namespace {

constexpr size_t kQuietHours = 8;
constexpr double kQuietShareMax = 0.20;  // of who has quiet hours
constexpr double kUnusualShare = 0.01;
constexpr double kRareShare = 0.05;
constexpr double kUsualHoursShare = 0.9;

// 1970-01-01 was a Thursday.
constexpr int64_t kDaysBeforeEpoch = 3;

int64_t DaysSinceAMonday(int64_t unix_hour) {
  return unix_hour / kSlotsPerDay + kDaysBeforeEpoch;
}

// The share of counts at a time as rare as `at` or rarer.
template <size_t kSize>
double ShareOfRare(const std::array<uint64_t, kSize>& counts, size_t at) {
  // Twice the smoothed count, so that it is whole.
  const auto smoothed = [&counts](size_t i) {
    return 2 * counts[i] + counts[(i + kSize - 1) % kSize] +
           counts[(i + 1) % kSize];
  };
  const uint64_t limit = smoothed(at);
  uint64_t as_rare = 0;
  uint64_t all = 0;
  for (size_t i = 0; i < kSize; ++i) {
    all += counts[i];
    if (smoothed(i) <= limit) as_rare += counts[i];
  }
  return static_cast<double>(as_rare) / static_cast<double>(all);
}

uint64_t ActiveFrom(const ActiveTimes& times, size_t first, size_t hours) {
  uint64_t active = 0;
  for (size_t i = 0; i < hours; ++i) {
    active += times.by_hour[(first + i) % kHoursPerDay];
  }
  return active;
}

}  // namespace

size_t HourOfDay(int64_t unix_hour) {
  return static_cast<size_t>(unix_hour % kSlotsPerDay);
}

size_t DayOfWeek(int64_t unix_hour) {
  return static_cast<size_t>(DaysSinceAMonday(unix_hour)) % kDaysPerWeek;
}

ActiveTimes CountTimes(std::span<const int64_t> unix_hours) {
  ActiveTimes times;
  int64_t last_week = -1;
  for (const int64_t hour : unix_hours) {
    ++times.by_hour[HourOfDay(hour)];
    ++times.by_day[DayOfWeek(hour)];
    ++times.hours;
    const int64_t week =
        DaysSinceAMonday(hour) / static_cast<int64_t>(kDaysPerWeek);
    if (week != last_week) ++times.weeks;
    last_week = week;
  }
  return times;
}

double ShareAsRare(const ActiveTimes& times, size_t hour) {
  return ShareOfRare(times.by_hour, hour);
}

TimeRarity RarityOfHour(const ActiveTimes& times, size_t hour) {
  if (times.hours < kActiveHoursNeeded) return TimeRarity::kUnknown;
  if (QuietShare(times) >= kQuietShareMax) return TimeRarity::kAroundTheClock;
  const double share = ShareAsRare(times, hour);
  if (share <= kUnusualShare) return TimeRarity::kUnusual;
  return share <= kRareShare ? TimeRarity::kRare : TimeRarity::kUsual;
}

TimeRarity RarityOfDay(const ActiveTimes& times, size_t day) {
  if (times.hours < kActiveHoursNeeded || times.weeks < kActiveWeeksNeeded) {
    return TimeRarity::kUnknown;
  }
  return ShareOfRare(times.by_day, day) <= kUnusualShare ? TimeRarity::kUnusual
                                                         : TimeRarity::kUsual;
}

double QuietShare(const ActiveTimes& times) {
  if (times.hours == 0) return 0;
  uint64_t fewest = times.hours;
  for (size_t first = 0; first < kHoursPerDay; ++first) {
    fewest = std::min(fewest, ActiveFrom(times, first, kQuietHours));
  }
  return static_cast<double>(fewest) / static_cast<double>(times.hours);
}

DayWindow UsualHours(const ActiveTimes& times) {
  const double needed = kUsualHoursShare * static_cast<double>(times.hours);
  for (size_t hours = 1; hours < kHoursPerDay; ++hours) {
    size_t best = 0;
    uint64_t most = 0;
    for (size_t first = 0; first < kHoursPerDay; ++first) {
      const uint64_t active = ActiveFrom(times, first, hours);
      if (active > most) {
        most = active;
        best = first;
      }
    }
    if (static_cast<double>(most) >= needed) {
      return {best, (best + hours - 1) % kHoursPerDay};
    }
  }
  return {0, kHoursPerDay - 1};
}

}  // namespace farcall
