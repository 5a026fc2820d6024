// SPDX-License-Identifier: Apache-2.0
#include "scoring/records/day_bests.h"

#include <algorithm>

#include "scoring/counts/value_count.h"

namespace farcall {
namespace {

int64_t DayOfBest(const DayBests::Best& best) {
  return DayOf(best.last_seen_seconds);
}

}  // namespace

double DayBests::Of(int64_t day) const {
  const auto best = std::ranges::find(bests_, day, DayOfBest);
  return best == bests_.end() ? 0 : best->centibits / 100.0;
}

bool DayBests::Keeps(int64_t day) const {
  return bests_.empty() || day >= DayOfBest(bests_.back()) - kDaysBeforeNewest;
}

void DayBests::Raise(uint32_t centibits, int64_t at_seconds) {
  const int64_t day = DayOf(at_seconds);
  auto best = std::ranges::lower_bound(bests_, day, {}, DayOfBest);
  if (best == bests_.end() || DayOfBest(*best) != day) {
    best = bests_.insert(best, {at_seconds, centibits});
  }
  best->last_seen_seconds = std::max(best->last_seen_seconds, at_seconds);
  best->centibits = std::max(best->centibits, centibits);
  const auto kept = std::ranges::find_if(
      bests_, [this](const Best& other) { return Keeps(DayOfBest(other)); });
  bests_.erase(bests_.begin(), kept);
}

}  // namespace farcall
