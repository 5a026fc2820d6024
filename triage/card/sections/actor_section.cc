// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <span>

#include "commands/command_table.h"
#include "text/count.h"
#include "text/shown_text.h"
#include "triage/card/card_text.h"
#include "triage/card/command_use.h"
#include "triage/card/kept_calls.h"
#include "triage/card/sections/section_text.h"
#include "triage/card/sections/sections.h"

namespace farcall {
namespace {

constexpr size_t kCommandSentencesMax = 3;

// "iam:CreateUser: 0 of 325 other calls by alice in 180 days; 212 calls by the
// rest of the organisation."
std::string SentenceOn(const CommandUse& use, const CardInput& input) {
  std::string sentence = ShownText(use.command) + ": " +
                         WithThousands(use.own_calls) + " of " +
                         Count(OtherCallsOfPrincipal(input), "other call") +
                         " by " + Who(input.finding) + " in 180 days";
  if (use.others_calls.has_value()) {
    sentence += "; " + Count(*use.others_calls, "call") +
                " by the rest of the organisation";
  }
  return sentence + ".";
}

std::vector<std::string> RowOf(const CommandUse& use) {
  return {
      ShownText(use.command), std::string(CommandClassName(use.command_class)),
      std::to_string(use.calls), std::to_string(use.own_calls),
      use.others_calls.has_value() ? std::to_string(*use.others_calls) : ""};
}

void TellCalls(const CardInput& input, CardSection& section) {
  const Finding& finding = input.finding;
  // What lies beyond the bound of commands has at least one more.
  const bool has_more = finding.other_command_calls > 0;
  std::string sentence =
      Capital(Who(finding)) + " made " + Count(finding.calls, "call") + " of " +
      (has_more ? "more than " : "") +
      Count(finding.commands.size(), "command") + " from " + Place(finding) +
      " " + Between(finding.first_seconds, finding.last_seconds);
  if (finding.failed_calls > 0) {
    sentence += "; " + WithThousands(finding.failed_calls) + " of them failed";
  }
  section.sentences.push_back(sentence + ".");
  if (finding.unauthenticated) {
    section.sentences.push_back("Nothing shows that " + Who(finding) +
                                " made them: they need no credentials.");
  }
}

// Whether the finding began with a look around that is new to the principal:
// what thieves do first.
bool BeginsWithNewDiscovery(const CardInput& input,
                            std::span<const CommandUse> uses) {
  if (input.finding.commands.empty()) return false;
  const auto first = std::ranges::find(
      uses, input.finding.commands.front().text, &CommandUse::command);
  return first != uses.end() && first->own_calls == 0 &&
         first->command_class == CommandClass::kDiscovery;
}

// The share of the calls that are of new commands; 0 where little is known, as
// most commands are new then.
double NewCallShare(uint64_t new_calls, const CardInput& input) {
  if (input.finding.calls == 0 ||
      StateAtOpening(input) == BaselineState::kCold) {
    return 0;
  }
  return static_cast<double>(new_calls) /
         static_cast<double>(input.finding.calls);
}

// The most that speaks for something bad: a sensitive command, or half of the
// calls of new commands.
CardAnswer AnswerOf(uint64_t new_calls, const CardInput& input,
                    std::span<const CommandUse> uses) {
  if (StateAtOpening(input) == BaselineState::kCold) return CardAnswer::kFact;
  const bool is_sensitive =
      std::ranges::any_of(uses, [](const CommandUse& use) {
        return use.own_calls == 0 && use.IsSensitive();
      });
  if (is_sensitive || 2 * new_calls >= input.finding.calls) {
    return CardAnswer::kSuspicious;
  }
  return new_calls == 0 && input.finding.other_command_calls == 0
             ? CardAnswer::kNormal
             : CardAnswer::kFact;
}

// "2 IAM_WRITE and 1 SECRET_READ", of the sensitive commands that the principal
// has used outside the finding.
std::string SensitiveHabits(const CardInput& input, uint64_t& commands) {
  std::map<CommandClass, uint64_t, std::greater<>> classes;
  commands = 0;
  if (input.principal == nullptr) return {};
  std::map<std::string_view, uint64_t> of_finding;
  for (const CallsOfText& calls : input.finding.commands) {
    of_finding[calls.text] = calls.calls;
  }
  for (const ValueCount& value :
       input.principal->Of(Attribute::kCommand).values()) {
    const auto own = of_finding.find(value.value);
    if (own != of_finding.end() && value.calls() <= own->second) continue;
    ++commands;
    const CommandClass command_class = FactsOf(value.value).command_class;
    if (IsSensitive(command_class)) ++classes[command_class];
  }
  std::vector<std::string> parts;
  for (const auto& [command_class, number] : classes) {
    parts.push_back(std::to_string(number) + " " +
                    std::string(CommandClassName(command_class)));
  }
  return Listed(parts);
}

}  // namespace

CardSection ActorSection(const CardInput& input) {
  CardSection section{
      .key = "actor",
      .question = "What did the principal do, and did it do that before?"};
  const std::vector<CommandUse> uses = CommandUses(input);
  const uint64_t other_calls = OtherCallsOfPrincipal(input);
  TellCalls(input, section);
  uint64_t new_calls = 0;
  section.rows = {{"command", "class", "calls", "other calls by the principal",
                   "calls by others"}};
  for (const CommandUse& use : uses) {
    if (use.own_calls == 0) new_calls += use.calls;
    section.rows.push_back(RowOf(use));
  }
  if (other_calls == 0) {
    section.sentences.push_back("No other call by " + Who(input.finding) +
                                " is known.");
  } else {
    section.sentences.push_back(
        WithThousands(new_calls) + " of " + Count(input.finding.calls, "call") +
        (new_calls == 1 ? " was" : " were") + " of commands that " +
        Who(input.finding) + " had not called outside this finding.");
    for (size_t i = 0; i < uses.size() && i < kCommandSentencesMax; ++i) {
      section.sentences.push_back(SentenceOn(uses[i], input));
    }
  }
  section.counts = {
      {"calls", input.finding.calls},
      {"failed_calls", input.finding.failed_calls},
      {"new_calls", new_calls},
      {"new_call_share", NewCallShare(new_calls, input)},
      {"other_calls", other_calls},
      {"is_person", IsPerson(input.finding) ? 1 : 0},
      {"new_discovery_first", BeginsWithNewDiscovery(input, uses) ? 1 : 0}};
  section.judgement = AnswerOf(new_calls, input, uses);
  return section;
}

CardSection BlastRadiusSection(const CardInput& input) {
  CardSection section{.key = "blast_radius",
                      .question = "What can the principal do, by what it did?",
                      .judgement = CardAnswer::kFact};
  const std::vector<CommandUse> uses = CommandUses(input);
  if (uses.empty()) {
    section.judgement = CardAnswer::kNone;
    section.missing = "the finding has no command";
    return section;
  }
  const CommandUse& worst = uses.front();
  const auto sensitive = std::ranges::count_if(uses, &CommandUse::IsSensitive);
  section.sentences.push_back(
      "Worst class: " + std::string(CommandClassName(worst.command_class)) +
      " (" + ShownText(worst.command) + ", " + Count(worst.calls, "call") +
      ").");
  uint64_t commands = 0;
  const std::string habits = SensitiveHabits(input, commands);
  section.sentences.push_back(
      "In 180 days " + Who(input.finding) + " used " +
      Count(commands, "command") + " outside this finding" +
      (habits.empty() ? "" : ", of them " + habits) + ".");
  if (commands > 0) {
    section.sentences.push_back(
        "That is what its credentials are known to be able to do; its policies "
        "may allow more.");
  }
  section.counts = {{"sensitive_commands", static_cast<double>(sensitive)},
                    {"worst_class", static_cast<double>(worst.command_class)},
                    {"commands_before", static_cast<double>(commands)}};
  if (sensitive > 0) {
    section.judgement = CardAnswer::kSuspicious;
  } else if (IsSensitive(worst.command_class)) {
    section.judgement = CardAnswer::kNormal;
    section.sentences.push_back(
        Capital(Who(input.finding)) + " called " + ShownText(worst.command) +
        " in " + Count(static_cast<uint64_t>(worst.own_hours), "hour") +
        " outside this finding.");
  }
  return section;
}

}  // namespace farcall
