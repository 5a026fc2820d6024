// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "scoring/detectors/model.h"
#include "scoring/event/event.h"
#include "scoring/records/alert_distribution.h"
#include "scoring/records/day_alerts.h"
#include "scoring/records/day_bests.h"

namespace farcall {

// An alert is raised by the first event of a (principal, origin, UTC day) whose
// score reaches the threshold. The threshold is fixed, or so high that as many
// principals a day raise alerts as the tenant's budget says, or fewer.
//
// The total bits that raise an alert at a moment. Without a budget (0) these
// are the bits of the fixed threshold. With a budget B it is the least quarter
// of a bit that at most B principals a day reached since the beginning of the
// 15-day period before this one (a day that has begun counts), between the risk
// levels LOW and CRITICAL. In the first four days that `alerts` knows it is
// also at least the fixed threshold, as far as that is below CRITICAL. `alerts`
// is the tenant's; what was counted in later periods is left out.
double AlertThresholdBits(const AlertDistribution& alerts, const Model& model,
                          int64_t at_seconds);

// Whether the budget B has an alert left for an event that reaches the
// threshold. On a day (UTC) B principals raise alerts, and as many more as the
// day before left of its B. An event that is CRITICAL always has one, and so
// has each further origin of a principal that raised an alert on the day.
// `raised` is the principal's. True without a budget.
bool HasAlertLeft(const AlertDistribution& alerts, const DayAlerts& raised,
                  const Model& model, double bits, int64_t at_seconds);
// What alerts of an event from `origin` are told apart by: the origin, and
// whether the event is unauthenticated. So a stranger's failed sign-in does not
// use up the day's alert of whoever has the principal's credentials.
std::string AlertOrigin(const Event& event, std::string_view origin);
std::string AlertOrigin(std::string_view origin, bool unauthenticated);

// Whether an event was scored as it came, or is only learned from.
enum class CountedAs { kLive, kLearned };

// What an event adds to the counts behind the budget.
struct BudgetCount {
  uint32_t best_centibits = 0;  // the principal's most bits of the day, now
  // Quarters of a bit that the principal reached on the day with this event,
  // the first and the last of them.
  int first_step = 0;
  int last_step = 0;
  bool reached = false;  // the threshold, as the first event of the day

  bool operator==(const BudgetCount&) const = default;
};

// How an event's bits count in the tenant's `alerts`, for the budget; nothing
// if they add nothing. A principal counts once a day (UTC) for each quarter of
// a bit up to its most bits of the day, which `bests` holds. What is older is
// left out. So one principal's events move the threshold no more than one event
// does.
//
// Live events also count how many principals reached the threshold on the day.
// From twice the budget on, further ones count as if they stayed below it: no
// day moves the threshold by more.
std::optional<BudgetCount> CountForBudget(const Model& model, double bits,
                                          CountedAs as, int64_t at_seconds,
                                          const DayBests& bests,
                                          const AlertDistribution& alerts);
// The tenant's part of the count; the principal's is its best of the day.
void CountBudget(const BudgetCount& count, int64_t at_seconds,
                 AlertDistribution& alerts);

}  // namespace farcall
