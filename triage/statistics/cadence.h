// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "triage/statistics/active_hours.h"

// Whether a principal uses a command at a fixed time of each day, week or
// calendar month (UTC), as housekeeping does.

namespace farcall {

enum class CadencePeriod : uint8_t { kDay, kWeek, kMonth };

// Fewer runs, or fewer periods from the first run to the last, tell nothing.
constexpr size_t RunsNeeded(CadencePeriod period) {
  return period == CadencePeriod::kDay ? 7 : 4;
}
// Of the period that needs fewest.
inline constexpr size_t kCadenceRunsMin = RunsNeeded(CadencePeriod::kWeek);

// Above it, runs are taken to have no cadence.
inline constexpr double kCadenceSignificance = 0.05;

// Runs at a fixed time of a period.
struct Cadence {
  CadencePeriod period = CadencePeriod::kDay;
  // How probable runs without a cadence are to be as regular, 0 to 1; corrected
  // for the three periods that are tried.
  double p = 1;
  int64_t periods = 0;            // from that of the first run to the last's
  int64_t periods_with_runs = 0;  // of these
  int64_t first_hour = 0;         // Unix hour of the first run
  // Circular mean and standard deviation of where in the period runs begin, as
  // shares of the period: 0..1, and 0 and above.
  double phase = 0;
  double deviation = 0;

  // Of a month on average.
  double HoursPerPeriod() const;
  // Whether an hour is at that time: within two standard deviations, and at
  // least within an hour, as runs are known by the hour.
  bool IsAtItsTime(int64_t unix_hour) const;
};

// The first hour of each run. Hours that are at most 3 apart are of one run.
UnixHours RunsOf(std::span<const int64_t> hours);

// The p of the Rayleigh test for `runs` directions whose mean has this length
// (0..1), by the approximation of Zar, Biostatistical Analysis, chapter 27.
double RayleighP(size_t runs, double mean_length);

struct CadenceInput {
  // Of the command, and of all that the principal does; ascending, each once.
  std::span<const int64_t> hours{};
  std::span<const int64_t> active_hours{};
  uint64_t seed = 0;  // of the draws: CadenceSeed()
};

// The cadence with the least p; nothing if there is none. A period is a cadence
// if all of this is so:
// - at least 60 % of the periods from the first run to the last have a run, and
//   the median of the runs in these is at most 2;
// - the Rayleigh test rejects that runs are spread evenly over the period;
// - of 499 draws of as many of the principal's active hours, hardly any is as
//   regular: who works from Monday to Friday is regular in all that they do.
//   Only where the principal has 3 times as many active hours as the command.
std::optional<Cadence> FindCadence(const CadenceInput& input);

// The same for the same names, so that the answer is the same each time.
uint64_t CadenceSeed(std::string_view principal, std::string_view command);

}  // namespace farcall
