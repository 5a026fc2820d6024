// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "scoring/counts/value_count.h"

namespace farcall {

inline constexpr int64_t kNewPrincipalSeconds = 30 * kDaySeconds;
inline constexpr int64_t kDormantSeconds = 60 * kDaySeconds;

// What is known of a principal when it made odd calls.
struct PrincipalHistory {
  int64_t first_seen_seconds = 0;
  int64_t last_before_seconds = 0;  // of its calls before these; 0 = none
  int64_t at_seconds = 0;           // of the first of the odd calls
  bool is_place_new = false;        // it had not called from there before
  // Others called each command of the odd calls before.
  bool are_commands_shared = false;
  // Among them is one that can do harm, and that hardly anybody else calls.
  bool has_unshared_harm = false;
};

// First seen at most 30 days before.
bool IsNew(const PrincipalHistory& history);
// It had not called for 60 days or more.
bool IsDormant(const PrincipalHistory& history);

// Whether a new employee, or a new role, explains the calls.
enum class Newcomer : uint8_t {
  kOpen,  // it may be so
  kLikely,
  kUnlikely,  // it is known, but not from there; or it was dormant
};
Newcomer JudgeNewcomer(const PrincipalHistory& history);

}  // namespace farcall
