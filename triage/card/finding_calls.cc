// SPDX-License-Identifier: Apache-2.0
#include "triage/card/finding_calls.h"

#include <algorithm>

#include "scoring/event/source_address.h"
#include "scoring/event/tool.h"

namespace farcall {

HourRange HoursOfFinding(const Finding& finding) {
  return {UnixHourOf(finding.first_seconds), UnixHourOf(finding.last_seconds)};
}

std::vector<const EventFact*> KeptCallsOf(const CardInput& input) {
  const Finding& finding = input.finding;
  std::vector<const EventFact*> facts;
  for (const EventFact& fact : input.facts) {
    if (fact.origin == finding.origin &&
        fact.unauthenticated == finding.unauthenticated &&
        fact.at_seconds >= finding.first_seconds &&
        fact.at_seconds <= finding.last_seconds) {
      facts.push_back(&fact);
    }
  }
  return facts;
}

std::string_view ToolOfFact(const EventFact& fact) {
  if (fact.from_console) return kConsoleTool;
  return ToolOf(fact.user_agent,
                fact.invoked_by_aws || IsAwsItself(fact.source_address));
}

std::vector<CommandHours> RarestCommands(const CardInput& input) {
  std::vector<CommandHours> commands;
  for (const CallsOfText& called : input.finding.commands) {
    CommandHours command{.command = called.text};
    if (input.principal != nullptr) {
      const ValueCount* value =
          input.principal->Of(Attribute::kCommand).Find(called.text);
      if (value != nullptr) {
        command.hours = Outside(HoursOfFinding(input.finding), HoursOf(*value));
      }
    }
    commands.push_back(std::move(command));
  }
  std::ranges::stable_sort(commands, {}, [](const CommandHours& command) {
    return command.hours.size();
  });
  if (commands.size() > kRarestCommandsMax) commands.resize(kRarestCommandsMax);
  return commands;
}

}  // namespace farcall
