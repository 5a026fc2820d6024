// SPDX-License-Identifier: Apache-2.0
#include "triage/statistics/new_command.h"

namespace farcall {
namespace {

constexpr uint64_t kPrincipalsMin = 2;
constexpr uint64_t kProgramPercentMin = 90;
constexpr uint64_t kRunsMin = 3;

}  // namespace

int CountSigns(const AutomationSigns& signs) {
  int count = 0;
  if (signs.principals >= kPrincipalsMin) ++count;
  if (signs.calls > 0 &&
      signs.program_calls * 100 >= signs.calls * kProgramPercentMin) {
    ++count;
  }
  if (signs.runs >= kRunsMin && signs.has_one_shape) ++count;
  return count;
}

bool IsNewCommand(int64_t first_seen_seconds, int64_t at_seconds) {
  return at_seconds - first_seen_seconds <= kNewCommandSeconds;
}

}  // namespace farcall
