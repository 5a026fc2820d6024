// SPDX-License-Identifier: Apache-2.0
#include "triage/card/new_command_section.h"

#include <optional>
#include <string>

#include "text/count.h"
#include "text/with_thousands.h"
#include "triage/card/agent_class.h"
#include "triage/card/card_text.h"
#include "triage/card/finding_calls.h"
#include "triage/statistics/cadence.h"
#include "triage/statistics/command_callers.h"
#include "triage/statistics/new_command.h"

namespace farcall {
namespace {

// Nothing if no call of it is kept.
std::optional<CommandCallers> CallersOfCommand(const CardInput& input,
                                               const std::string& command) {
  const auto baseline = input.commands.find(command);
  if (baseline == input.commands.end() || baseline->second == nullptr) {
    return std::nullopt;
  }
  const CommandCallers callers = CallersOf(
      command, *baseline->second, input.principal, input.finding.last_seconds);
  if (callers.calls == 0) return std::nullopt;
  return callers;
}

// By the principal's calls that are kept.
AutomationSigns SignsOf(const CardInput& input, const std::string& command,
                        uint64_t principals) {
  AutomationSigns signs{.principals = principals, .has_one_shape = true};
  UnixHours hours;
  std::optional<uint32_t> shape;
  for (const EventFact& fact : input.facts) {
    if (fact.command != command) continue;
    ++signs.calls;
    const AgentClass agent = ClassOfTool(ToolOfFact(fact));
    if (agent == AgentClass::kSdk || agent == AgentClass::kIac) {
      ++signs.program_calls;
    }
    hours.push_back(UnixHourOf(fact.at_seconds));
    if (!shape.has_value()) shape = fact.details.parameters_shape;
    // Calls without parameters are all alike.
    if (fact.details.parameters_shape != *shape || *shape == 0) {
      signs.has_one_shape = false;
    }
  }
  signs.runs = RunsOf(hours).size();
  return signs;
}

std::string AgeSentence(const std::string& name, const CommandCallers& callers,
                        int64_t at_seconds) {
  const int64_t age = at_seconds - callers.first_seen_seconds;
  std::string text =
      age <= 0 ? name + ": first seen in the organisation with this finding; "
               : name + ": first seen in the organisation " + Span(age) +
                     " before the finding; ";
  text += Count(callers.calls, "call");
  if (callers.others == 0) return text + "; no other principal called it.";
  return text + "; at least " + Count(callers.others, "other principal") +
         " called it within 15 days.";
}

std::string SignsSentence(const std::string& name,
                          const AutomationSigns& signs) {
  return name + " is new, with " + std::to_string(CountSigns(signs)) + " of " +
         std::to_string(kAutomationSigns) + " signs of automation: at least " +
         Count(signs.principals, "principal") + "; " +
         WithThousands(signs.program_calls) + " of " +
         Count(signs.calls, "kept call") + " by programs; " +
         Count(signs.runs, "run") +
         (signs.has_one_shape && signs.calls > 0
              ? " with parameters of one shape."
              : " without parameters of one shape.");
}

}  // namespace

CardSection NewCommandSection(const CardInput& input) {
  CardSection section{.key = "new_command",
                      .question = "Did new automation begin to call this?"};
  const int64_t at_seconds = input.finding.first_seconds;
  int known = 0;
  int new_commands = 0;
  int automated = 0;
  for (const CommandHours& rare : RarestCommands(input)) {
    const auto callers = CallersOfCommand(input, rare.command);
    if (!callers.has_value()) continue;
    ++known;
    const std::string name = NameOfValue(Attribute::kCommand, rare.command);
    section.sentences.push_back(AgeSentence(name, *callers, at_seconds));
    if (!IsNewCommand(callers->first_seen_seconds, at_seconds)) continue;
    ++new_commands;
    const AutomationSigns signs =
        SignsOf(input, rare.command, callers->others + 1);
    if (CountSigns(signs) >= kAutomationSignsNeeded) ++automated;
    section.sentences.push_back(SignsSentence(name, signs));
  }
  section.counts = {{"commands", known},
                    {"new_commands", new_commands},
                    {"new_commands_of_automation", automated}};
  if (known == 0) {
    section.missing =
        "0 calls of the finding's commands are known, 1 is needed";
    return section;
  }
  section.judgement = new_commands > 0 && automated == new_commands
                          ? CardAnswer::kNormal
                          : CardAnswer::kFact;
  if (new_commands > 0) {
    section.missing = "when each principal began to call a new command";
    if (input.facts_not_kept > 0) {
      section.missing += ", and " + Count(input.facts_not_kept, "call") +
                         " that " + std::string(IsOrAre(input.facts_not_kept)) +
                         " not kept";
    }
  }
  return section;
}

}  // namespace farcall
