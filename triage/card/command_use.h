// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "commands/command_class.h"
#include "triage/card/card_input.h"

namespace farcall {

// A command of the finding, and who else uses it: in the 180 days that
// baselines keep, without the finding's own calls.
struct CommandUse {
  std::string command{};
  CommandClass command_class = CommandClass::kUnknown;
  uint64_t calls = 0;      // of the finding
  uint64_t own_calls = 0;  // of the principal
  int64_t own_hours = 0;   // in which these were
  // Of other principals; nothing = the command's baseline is not at hand.
  std::optional<uint64_t> others_calls{};

  // A call of a class that can do harm, by a principal that hardly ever makes
  // it.
  bool IsSensitive() const;
};

// The worst class first, then the most calls, then by name. At most 64
// (finding_join.h).
std::vector<CommandUse> CommandUses(const CardInput& input);

// Calls of the principal that are known, without the finding's own.
uint64_t OtherCallsOfPrincipal(const CardInput& input);

// How much was known of the principal when the finding was opened.
BaselineState StateAtOpening(const CardInput& input);

// Whether people call as the principal, as far as its kind tells.
bool IsPerson(const Finding& finding);

}  // namespace farcall
