// SPDX-License-Identifier: Apache-2.0
#include "scoring/findings/finding_upkeep.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace farcall {
namespace {

bool IsOlder(const FindingOutline& a, const FindingOutline& b) {
  return std::tie(a.update_micros, a.id) < std::tie(b.update_micros, b.id);
}

// Whether `a` makes room before `b`: the less urgent one, then the older one.
bool IsLessUrgent(const FindingOutline& a, const FindingOutline& b) {
  return std::tie(b.priority, a.peak_centibits, a.update_micros, a.id) <
         std::tie(a.priority, b.peak_centibits, b.update_micros, b.id);
}

// Takes the first of `from`, in the order of `is_before`, that are too many.
template <typename IsBefore>
std::vector<FindingOutline> TakeBeyond(size_t most, IsBefore is_before,
                                       std::vector<FindingOutline>& from) {
  if (from.size() <= most) return {};
  const auto rest =
      from.begin() + static_cast<std::ptrdiff_t>(from.size() - most);
  std::nth_element(from.begin(), rest, from.end(), is_before);
  std::vector<FindingOutline> taken(from.begin(), rest);
  from.erase(from.begin(), rest);
  return taken;
}

// Takes those of `from` whose last change was before `micros`.
std::vector<FindingOutline> TakeBefore(int64_t micros,
                                       std::vector<FindingOutline>& from) {
  std::vector<FindingOutline> taken;
  std::erase_if(from, [&](const FindingOutline& finding) {
    if (finding.update_micros >= micros) return false;
    taken.push_back(finding);
    return true;
  });
  return taken;
}

}  // namespace

FindingOutline OutlineOf(const Finding& finding) {
  return {.id = finding.id,
          .state = finding.state,
          .revision = finding.revision,
          .priority = PriorityOf(finding),
          .create_micros = finding.create_micros,
          .update_micros = finding.update_micros,
          .peak_centibits = finding.peak_centibits,
          .exemption = finding.exemption};
}

bool IsUndecided(FindingState state) {
  return state == FindingState::kOpen || state == FindingState::kAcknowledged;
}

FindingUpkeep PlanFindingUpkeep(std::vector<FindingOutline> findings,
                                const FindingBounds& bounds,
                                int64_t now_micros) {
  const auto first_decided =
      std::ranges::partition(findings, IsUndecided, &FindingOutline::state)
          .begin();
  std::vector<FindingOutline> decided(first_decided, findings.end());
  findings.erase(first_decided, findings.end());

  FindingUpkeep upkeep;
  upkeep.unattended =
      TakeBefore(now_micros - bounds.undecided_micros, findings);
  upkeep.too_many = TakeBeyond(bounds.undecided_max, IsLessUrgent, findings);
  upkeep.removed = TakeBefore(now_micros - bounds.decided_micros, decided);
  const auto oldest = TakeBeyond(bounds.decided_max, IsOlder, decided);
  upkeep.removed.insert(upkeep.removed.end(), oldest.begin(), oldest.end());
  upkeep.undecided = std::move(findings);
  return upkeep;
}

}  // namespace farcall
