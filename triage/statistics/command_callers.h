// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "scoring/records/baseline.h"

namespace farcall {

// Who called a command in the organisation, in the last 180 days or so. Calls
// without a principal are not among them.
struct CommandCallers {
  int64_t first_seen_seconds = 0;  // 0 = never
  uint64_t calls = 0;
  // Beside one principal, and at least: who called is known for each period of
  // 15 days by itself, and principals of different periods may be the same.
  uint64_t others = 0;
};

// Callers of the command up to the period of a moment. `principal` is who
// `others` leaves out; nullptr = nobody.
CommandCallers CallersOf(std::string_view command, const Baseline& baseline,
                         const Baseline* principal, int64_t at_seconds);

}  // namespace farcall
