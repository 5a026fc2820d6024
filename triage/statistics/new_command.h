// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "scoring/counts/value_count.h"

namespace farcall {

inline constexpr int64_t kNewCommandSeconds = 14 * kDaySeconds;

// Signs that a program calls a command.
struct AutomationSigns {
  uint64_t principals = 0;  // at least so many call it
  // Of one principal, as far as its calls are kept.
  uint64_t calls = 0;
  uint64_t program_calls = 0;  // by an SDK or a tool for infrastructure as code
  uint64_t runs = 0;           // more than 3 hours apart
  bool has_one_shape = false;  // each call has the same parameters but values
};

inline constexpr int kAutomationSigns = 3;
inline constexpr int kAutomationSignsNeeded = 2;

// How many there are: two principals or more, 90 % of the calls by programs,
// three runs or more of one shape.
int CountSigns(const AutomationSigns& signs);

// Whether a command that the organisation first called at one time was new at
// another: at most 14 days later.
bool IsNewCommand(int64_t first_seen_seconds, int64_t at_seconds);

}  // namespace farcall
