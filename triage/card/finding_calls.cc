// SPDX-License-Identifier: Apache-2.0
#include "triage/card/finding_calls.h"

#include <algorithm>

#include "scoring/event/origin.h"
#include "scoring/event/source_address.h"
#include "scoring/event/tool.h"
#include "scoring/findings/finding_join.h"
#include "scoring/records/attribute.h"

namespace farcall {
namespace {

// Of a finding that has as many networks as it may, any could be one of it.
bool HasNetworkOf(const Finding& finding, const EventFact& fact) {
  if (finding.networks.empty() ||
      finding.networks.size() >= kFindingNetworksMax) {
    return true;
  }
  const std::string network = NetworkOfAddress(fact.source_address);
  return std::ranges::find(finding.networks, network, &CallsOfText::text) !=
         finding.networks.end();
}

}  // namespace

HourRange HoursOfFinding(const Finding& finding) {
  return {UnixHourOf(finding.first_seconds), UnixHourOf(finding.last_seconds)};
}

std::string NetworkOfAddress(const std::string& address) {
  Event event;
  event.source_address = address;
  Texts texts;
  return std::string(ValueOf(Attribute::kNetwork, event, Origin{}, texts));
}

bool BelongsTo(const Finding& finding, const EventFact& fact) {
  return fact.origin == finding.origin &&
         fact.unauthenticated == finding.unauthenticated &&
         fact.at_seconds >= finding.first_seconds &&
         fact.at_seconds <= finding.last_seconds && HasNetworkOf(finding, fact);
}

std::vector<const EventFact*> KeptCallsOf(const CardInput& input) {
  std::vector<const EventFact*> facts;
  for (const EventFact& fact : input.facts) {
    if (BelongsTo(input.finding, fact)) facts.push_back(&fact);
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
