// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "scoring/event/finding_id.h"
#include "scoring/findings/finding.h"

namespace farcall {

// What upkeep looks at of a finding.
struct FindingOutline {
  FindingId id{};
  FindingState state = FindingState::kOpen;
  uint64_t revision = 0;
  int priority = 4;           // PriorityOf()
  int64_t create_micros = 0;  // Unix times of the server
  int64_t update_micros = 0;  // its last change
  uint32_t peak_centibits = 0;
  std::optional<ExemptionId> exemption{};  // that covers it

  bool operator==(const FindingOutline&) const = default;
};
FindingOutline OutlineOf(const Finding& finding);

// Whether somebody has to decide on it: OPEN or ACKNOWLEDGED.
bool IsUndecided(FindingState state);

// How long findings are kept, and how many of a tenant. Durations count from
// the last change of a finding, by the server's time.
struct FindingBounds {
  int64_t undecided_micros = 0;  // then it expires
  size_t undecided_max = 0;
  int64_t decided_micros = 0;  // then it is removed
  size_t decided_max = 0;
};

// What is to become of a tenant's findings, and what is left of them.
struct FindingUpkeep {
  std::vector<FindingOutline> unattended{};  // expire: nobody decided in time
  // Expire before that: the least urgent, then the oldest.
  std::vector<FindingOutline> too_many{};
  std::vector<FindingOutline> removed{};    // too old, or the oldest
  std::vector<FindingOutline> undecided{};  // that stay so
};
FindingUpkeep PlanFindingUpkeep(std::vector<FindingOutline> findings,
                                const FindingBounds& bounds,
                                int64_t now_micros);

}  // namespace farcall
