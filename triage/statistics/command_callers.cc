// SPDX-License-Identifier: Apache-2.0
#include "triage/statistics/command_callers.h"

#include <algorithm>

#include "scoring/counts/value_count.h"

namespace farcall {
namespace {

bool HasPeriod(const ValueCount* value, int64_t period) {
  return value != nullptr &&
         std::ranges::find(value->periods, period, &PeriodCount::period) !=
             value->periods.end();
}

}  // namespace

CommandCallers CallersOf(std::string_view command, const Baseline& baseline,
                         const Baseline* principal, int64_t at_seconds) {
  const ValueCount* all = baseline.Of(Attribute::kCommand).Find(command);
  if (all == nullptr) return {};
  const ValueCount* own =
      principal == nullptr ? nullptr
                           : principal->Of(Attribute::kCommand).Find(command);
  CommandCallers callers{.first_seen_seconds = all->first_seen_seconds};
  for (const PeriodCount& count : all->periods) {
    if (count.period > PeriodOf(at_seconds)) break;
    callers.calls += count.calls;
    // A principal is one observation of a period.
    const uint64_t own_observations = HasPeriod(own, count.period) ? 1 : 0;
    if (count.observations > own_observations) {
      callers.others =
          std::max(callers.others, count.observations - own_observations);
    }
  }
  return callers;
}

}  // namespace farcall
