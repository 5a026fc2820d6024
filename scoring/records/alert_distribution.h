// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "scoring/counts/value_count.h"

namespace farcall {

// How often the scores of a tenant's principals rose how high, in steps of a
// quarter of a bit: what the alert budget's threshold is chosen by
// (scoring/batch/alert.h). Beside it, how many principals reached that
// threshold on each of the last 30 days (UTC).
class AlertDistribution {
 public:
  // The last step is CRITICAL, and tells no more.
  static constexpr int kStepsMax = 68;
  static constexpr double kStepBits = 0.25;

  // Principals' days that reached each step, by the number of the step.
  struct Period {
    int64_t period = 0;  // Unix seconds / kPeriodSeconds
    std::array<uint64_t, kStepsMax + 1> principals{};

    bool operator==(const Period&) const = default;
  };
  struct Reached {
    int64_t last_seen_seconds = 0;  // says which day it is
    uint64_t principals = 0;

    bool operator==(const Reached&) const = default;
  };

  bool empty() const { return periods_.empty() && reached_.empty(); }
  // Unix seconds; 0 when empty.
  int64_t first_seen_seconds() const { return first_seen_seconds_; }
  int64_t last_seen_seconds() const { return last_seen_seconds_; }
  // Ascending by period, by day.
  std::span<const Period> periods() const { return periods_; }
  std::span<const Reached> reached() const { return reached_; }

  // Principals that reached the threshold on a day.
  uint64_t ReachedOn(int64_t day) const;
  // Principals' days that reached a step in the periods from one to another,
  // both included.
  uint64_t PrincipalsAt(int step, int64_t from_period, int64_t to_period) const;

  // Counts one principal's day at each step from one to another, both included.
  // What is 12 periods older than the newest is left out, here and below.
  void Count(int first_step, int last_step, int64_t at_seconds);
  // Counts that one principal reached the threshold on the day.
  void CountReached(int64_t at_seconds);

  // From what a store kept, ascending. `first_seen_seconds` is at most
  // `last_seen_seconds`.
  static AlertDistribution From(std::vector<Period> periods,
                                std::vector<Reached> reached,
                                int64_t first_seen_seconds,
                                int64_t last_seen_seconds);

  bool operator==(const AlertDistribution&) const = default;

 private:
  // Whether an event of that time counts; it is seen then.
  bool See(int64_t at_seconds);

  std::vector<Period> periods_;
  std::vector<Reached> reached_;
  int64_t first_seen_seconds_ = 0;
  int64_t last_seen_seconds_ = 0;
};

}  // namespace farcall
