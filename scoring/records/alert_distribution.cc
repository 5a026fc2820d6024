// SPDX-License-Identifier: Apache-2.0
#include "scoring/records/alert_distribution.h"

#include <algorithm>
#include <utility>

namespace farcall {
namespace {

// The budget's threshold looks at two periods.
constexpr int64_t kReachedDays = 2 * kPeriodSeconds / kDaySeconds;

int64_t DayOfReached(const AlertDistribution::Reached& reached) {
  return DayOf(reached.last_seen_seconds);
}

}  // namespace

uint64_t AlertDistribution::ReachedOn(int64_t day) const {
  const auto reached =
      std::ranges::lower_bound(reached_, day, {}, DayOfReached);
  return reached == reached_.end() || DayOfReached(*reached) != day
             ? 0
             : reached->principals;
}

uint64_t AlertDistribution::PrincipalsAt(int step, int64_t from_period,
                                         int64_t to_period) const {
  uint64_t sum = 0;
  for (const Period& period : periods_) {
    if (period.period >= from_period && period.period <= to_period) {
      sum += period.principals[static_cast<size_t>(step)];
    }
  }
  return sum;
}

bool AlertDistribution::See(int64_t at_seconds) {
  if (PeriodOf(at_seconds) < OldestKept(PeriodOf(last_seen_seconds_))) {
    return false;
  }
  first_seen_seconds_ =
      empty() ? at_seconds : std::min(first_seen_seconds_, at_seconds);
  last_seen_seconds_ = std::max(last_seen_seconds_, at_seconds);
  const int64_t oldest = OldestKept(PeriodOf(last_seen_seconds_));
  std::erase_if(periods_, [oldest](const Period& period) {
    return period.period < oldest;
  });
  return true;
}

void AlertDistribution::Count(int first_step, int last_step,
                              int64_t at_seconds) {
  if (!See(at_seconds)) return;
  const int64_t number = PeriodOf(at_seconds);
  auto period = std::ranges::lower_bound(periods_, number, {}, &Period::period);
  if (period == periods_.end() || period->period != number) {
    period = periods_.insert(period, {.period = number});
  }
  for (int step = first_step; step <= std::min(last_step, kStepsMax); ++step) {
    ++period->principals[static_cast<size_t>(step)];
  }
}

void AlertDistribution::CountReached(int64_t at_seconds) {
  if (!See(at_seconds)) return;
  const int64_t day = DayOf(at_seconds);
  auto reached = std::ranges::lower_bound(reached_, day, {}, DayOfReached);
  if (reached == reached_.end() || DayOfReached(*reached) != day) {
    reached = reached_.insert(reached, {.last_seen_seconds = at_seconds});
  }
  reached->last_seen_seconds = std::max(reached->last_seen_seconds, at_seconds);
  ++reached->principals;
  const int64_t oldest = DayOf(last_seen_seconds_) - kReachedDays;
  std::erase_if(reached_, [oldest](const Reached& other) {
    return DayOfReached(other) < oldest;
  });
}

AlertDistribution AlertDistribution::From(std::vector<Period> periods,
                                          std::vector<Reached> reached,
                                          int64_t first_seen_seconds,
                                          int64_t last_seen_seconds) {
  AlertDistribution distribution;
  distribution.periods_ = std::move(periods);
  distribution.reached_ = std::move(reached);
  distribution.first_seen_seconds_ = first_seen_seconds;
  distribution.last_seen_seconds_ = last_seen_seconds;
  return distribution;
}

}  // namespace farcall
