// SPDX-License-Identifier: Apache-2.0
#include "triage/statistics/cadence.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <numbers>
#include <random>
#include <utility>
#include <vector>

namespace farcall {
namespace {

constexpr int64_t kRunGapHours = 3;
constexpr double kCoverageMin = 0.6;
constexpr double kRunsPerPeriodMax = 2;  // of the median
constexpr size_t kActiveHoursFactor = 3;
constexpr int kDraws = 499;
constexpr std::array kPeriods = {CadencePeriod::kDay, CadencePeriod::kWeek,
                                 CadencePeriod::kMonth};

constexpr int64_t kHoursPerWeek = 7 * kSlotsPerDay;
// 1970-01-01 was a Thursday; weeks begin on Monday.
constexpr int64_t kHoursBeforeEpoch = 3 * kSlotsPerDay;
constexpr double kDaysPerMonth = 365.2425 / 12;
constexpr double kTurn = 2 * std::numbers::pi;
// Of lengths of means, which rounding must not make differ.
constexpr double kTolerance = 1e-12;

// Where a Unix hour lies.
struct Place {
  int64_t period = 0;  // its number
  int64_t hour = 0;    // within it
  int64_t hours = 0;   // that it has

  double phase() const {
    return static_cast<double>(hour) / static_cast<double>(hours);
  }
};

int64_t FloorDiv(int64_t number, int64_t by) {
  return number / by - (number % by < 0 ? 1 : 0);
}

Place PlaceInRepetition(int64_t hour, int64_t hours) {
  const int64_t period = FloorDiv(hour, hours);
  return {period, hour - period * hours, hours};
}

Place PlaceInMonth(int64_t hour) {
  using std::chrono::days;
  const std::chrono::sys_days day{days(FloorDiv(hour, kSlotsPerDay))};
  const std::chrono::year_month_day date(day);
  const std::chrono::year_month month(date.year(), date.month());
  const std::chrono::sys_days first = month / 1;
  const std::chrono::sys_days next = (month + std::chrono::months(1)) / 1;
  return {.period = int64_t{static_cast<int>(date.year())} * 12 +
                    static_cast<unsigned>(date.month()),
          .hour = hour - first.time_since_epoch().count() * kSlotsPerDay,
          .hours = (next - first).count() * kSlotsPerDay};
}

Place PlaceOf(CadencePeriod period, int64_t hour) {
  switch (period) {
    case CadencePeriod::kDay:
      return PlaceInRepetition(hour, kSlotsPerDay);
    case CadencePeriod::kWeek:
      return PlaceInRepetition(hour + kHoursBeforeEpoch, kHoursPerWeek);
    case CadencePeriod::kMonth:
      break;
  }
  return PlaceInMonth(hour);
}

// A phase as a point on the unit circle.
struct Direction {
  double x = 0;
  double y = 0;

  Direction& operator+=(const Direction& other) {
    x += other.x;
    y += other.y;
    return *this;
  }
  double length() const { return std::hypot(x, y); }
};

Direction DirectionOf(CadencePeriod period, int64_t hour) {
  const double angle = kTurn * PlaceOf(period, hour).phase();
  return {std::cos(angle), std::sin(angle)};
}

// How runs lie in the repetitions of a period.
struct Coverage {
  int64_t periods = 0;
  std::vector<int64_t> runs{};  // of each period that has any
};

Coverage CoverageOf(CadencePeriod period, const UnixHours& runs) {
  Coverage coverage;
  int64_t last = 0;
  const int64_t first = PlaceOf(period, runs.front()).period;
  for (const int64_t run : runs) {
    const int64_t number = PlaceOf(period, run).period;
    if (coverage.runs.empty() || number != last) coverage.runs.push_back(0);
    ++coverage.runs.back();
    last = number;
  }
  coverage.periods = last - first + 1;
  return coverage;
}

double Median(std::vector<int64_t> numbers) {
  std::ranges::sort(numbers);
  const size_t half = numbers.size() / 2;
  const auto upper = static_cast<double>(numbers[half]);
  if (numbers.size() % 2 == 1) return upper;
  return (upper + static_cast<double>(numbers[half - 1])) / 2;
}

bool IsCovered(CadencePeriod period, const Coverage& coverage) {
  const auto periods = static_cast<double>(coverage.periods);
  return coverage.periods >= static_cast<int64_t>(RunsNeeded(period)) &&
         static_cast<double>(coverage.runs.size()) >= kCoverageMin * periods &&
         Median(coverage.runs) <= kRunsPerPeriodMax;
}

// The share of draws of as many active hours whose mean is at least as long;
// the runs themselves are one of them.
double DrawnP(CadencePeriod period, size_t runs, double mean_length,
              const CadenceInput& input) {
  std::vector<Direction> active;
  active.reserve(input.active_hours.size());
  for (const int64_t hour : input.active_hours) {
    active.push_back(DirectionOf(period, hour));
  }
  std::mt19937_64 random(input.seed + static_cast<uint64_t>(period));
  const double enough = (mean_length - kTolerance) * static_cast<double>(runs);
  int as_regular = 1;
  for (int draw = 0; draw < kDraws; ++draw) {
    Direction sum;
    // The first of a shuffle that ends early; it may begin in any order.
    for (size_t i = 0; i < runs; ++i) {
      const size_t drawn = i + random() % (active.size() - i);
      std::swap(active[i], active[drawn]);
      sum += active[i];
    }
    if (sum.length() >= enough) ++as_regular;
  }
  return static_cast<double>(as_regular) / (kDraws + 1);
}

double Corrected(double p) {
  return std::min(1.0, p * static_cast<double>(kPeriods.size()));
}

std::optional<Cadence> FindCadenceOf(CadencePeriod period,
                                     const UnixHours& runs,
                                     const CadenceInput& input) {
  if (runs.size() < RunsNeeded(period)) return std::nullopt;
  const Coverage coverage = CoverageOf(period, runs);
  if (!IsCovered(period, coverage)) return std::nullopt;
  Direction sum;
  for (const int64_t run : runs) sum += DirectionOf(period, run);
  const double length =
      std::min(1.0, sum.length() / static_cast<double>(runs.size()));
  double p = RayleighP(runs.size(), length);
  if (Corrected(p) > kCadenceSignificance) return std::nullopt;
  if (input.active_hours.size() >= kActiveHoursFactor * input.hours.size()) {
    p = std::max(p, DrawnP(period, runs.size(), length, input));
    if (Corrected(p) > kCadenceSignificance) return std::nullopt;
  }
  const double turns = std::atan2(sum.y, sum.x) / kTurn;
  return Cadence{
      .period = period,
      .p = Corrected(p),
      .periods = coverage.periods,
      .periods_with_runs = static_cast<int64_t>(coverage.runs.size()),
      .first_hour = runs.front(),
      .phase = turns < 0 ? turns + 1 : turns,
      .deviation = std::sqrt(-2 * std::log(length)) / kTurn};
}

}  // namespace

double Cadence::HoursPerPeriod() const {
  switch (period) {
    case CadencePeriod::kDay:
      return kSlotsPerDay;
    case CadencePeriod::kWeek:
      return kHoursPerWeek;
    case CadencePeriod::kMonth:
      break;
  }
  return kDaysPerMonth * kSlotsPerDay;
}

bool Cadence::IsAtItsTime(int64_t unix_hour) const {
  const Place place = PlaceOf(period, unix_hour);
  const double apart = std::abs(place.phase() - phase);
  const double hour = 1 / static_cast<double>(place.hours);
  return std::min(apart, 1 - apart) <=
         std::max(2 * deviation, hour) + kTolerance;
}

UnixHours RunsOf(std::span<const int64_t> hours) {
  UnixHours runs;
  for (size_t i = 0; i < hours.size(); ++i) {
    if (i == 0 || hours[i] - hours[i - 1] > kRunGapHours) {
      runs.push_back(hours[i]);
    }
  }
  return runs;
}

double RayleighP(size_t runs, double mean_length) {
  const auto n = static_cast<double>(runs);
  const double length = n * mean_length;
  return std::min(
      1.0, std::exp(std::sqrt(1 + 4 * n + 4 * (n * n - length * length)) -
                    (1 + 2 * n)));
}

std::optional<Cadence> FindCadence(const CadenceInput& input) {
  const UnixHours runs = RunsOf(input.hours);
  std::optional<Cadence> best;
  for (const CadencePeriod period : kPeriods) {
    std::optional<Cadence> found = FindCadenceOf(period, runs, input);
    if (found && (!best || found->p < best->p)) best = found;
  }
  return best;
}

uint64_t CadenceSeed(std::string_view principal, std::string_view command) {
  // FNV-1a, 64 bits.
  uint64_t seed = 0xCBF29CE484222325U;
  const auto add = [&seed](unsigned char byte) {
    seed = (seed ^ byte) * 0x100000001B3U;
  };
  for (const char letter : principal) add(static_cast<unsigned char>(letter));
  add(0);
  for (const char letter : command) add(static_cast<unsigned char>(letter));
  return seed;
}

}  // namespace farcall
