// SPDX-License-Identifier: Apache-2.0
#include "triage/card/command_use.h"

#include <algorithm>
#include <tuple>

#include "commands/command_table.h"
#include "scoring/detectors/detector.h"
#include "triage/card/hours_outside.h"

namespace farcall {
namespace {

// Of a sensitive command: from so many hours on it is a habit.
constexpr int64_t kHabitHours = 5;

uint64_t Minus(uint64_t from, uint64_t what) {
  return from - std::min(from, what);
}

uint64_t CallsOf(const Baseline* baseline, std::string_view command) {
  if (baseline == nullptr) return 0;
  const ValueCount* seen = baseline->Of(Attribute::kCommand).Find(command);
  return seen == nullptr ? 0 : seen->calls();
}

CommandUse UseOf(const CallsOfText& calls, const CardInput& input) {
  const std::string& command = calls.text;
  CommandUse use{.command = command,
                 .command_class = FactsOf(command).command_class,
                 .calls = calls.calls};
  const uint64_t own = CallsOf(input.principal, command);
  // Calls without credentials are counted nowhere.
  use.own_calls = input.finding.unauthenticated ? own : Minus(own, calls.calls);
  if (input.principal != nullptr) {
    use.own_hours = HoursOutside(
        input.finding, input.principal->Of(Attribute::kCommand), command);
  }
  if (const auto it = input.commands.find(command);
      it != input.commands.end()) {
    use.others_calls = Minus(CallsOf(it->second, command), own);
  }
  return use;
}

}  // namespace

bool CommandUse::IsSensitive() const {
  return farcall::IsSensitive(command_class) && own_hours < kHabitHours;
}

std::vector<CommandUse> CommandUses(const CardInput& input) {
  std::vector<CommandUse> uses;
  for (const CallsOfText& calls : input.finding.commands) {
    uses.push_back(UseOf(calls, input));
  }
  std::ranges::sort(uses, [](const CommandUse& a, const CommandUse& b) {
    return std::tie(b.command_class, b.calls, a.command) <
           std::tie(a.command_class, a.calls, b.command);
  });
  return uses;
}

uint64_t OtherCallsOfPrincipal(const CardInput& input) {
  if (input.principal == nullptr) return 0;
  const uint64_t calls = input.principal->Of(Attribute::kCommand).calls();
  return input.finding.unauthenticated ? calls
                                       : Minus(calls, input.finding.calls);
}

BaselineState StateAtOpening(const CardInput& input) {
  const auto& factors = input.finding.opening_factors;
  const auto place = std::ranges::find(factors, CountryForPrincipal().name,
                                       &FrozenFactor::detector);
  if (place != factors.end()) return place->state;
  if (input.principal == nullptr) return BaselineState::kCold;
  return StateOf(input.principal->Of(Attribute::kCountry));
}

bool IsPerson(const Finding& finding) {
  switch (finding.principal_kind) {
    case PrincipalKind::kUser:
    case PrincipalKind::kRoot:
    case PrincipalKind::kHuman:
    case PrincipalKind::kFederated:
      return true;
    default:
      return false;
  }
}

}  // namespace farcall
