// SPDX-License-Identifier: Apache-2.0
#include "triage/statistics/new_principal.h"

namespace farcall {

bool IsNew(const PrincipalHistory& history) {
  return history.at_seconds - history.first_seen_seconds <=
         kNewPrincipalSeconds;
}

bool IsDormant(const PrincipalHistory& history) {
  return history.last_before_seconds != 0 &&
         history.at_seconds - history.last_before_seconds >= kDormantSeconds;
}

Newcomer JudgeNewcomer(const PrincipalHistory& history) {
  if (IsDormant(history)) return Newcomer::kUnlikely;
  if (!IsNew(history)) {
    return history.is_place_new ? Newcomer::kUnlikely : Newcomer::kOpen;
  }
  return history.are_commands_shared && !history.has_unshared_harm
             ? Newcomer::kLikely
             : Newcomer::kOpen;
}

}  // namespace farcall
