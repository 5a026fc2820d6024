// SPDX-License-Identifier: Apache-2.0
#include "text/count.h"
#include "text/shown_text.h"
#include "triage/card/card_text.h"
#include "triage/card/command_use.h"
#include "triage/card/sections/section_text.h"
#include "triage/card/sections/sections.h"

namespace farcall {
namespace {

constexpr size_t kCommandsToldMax = 5;

std::string CommandsOf(const CardInput& input) {
  const std::vector<CommandUse> uses = CommandUses(input);
  std::vector<std::string> parts;
  for (const CommandUse& use : uses) {
    if (parts.size() == kCommandsToldMax) {
      parts.push_back("others");
      break;
    }
    parts.push_back(ShownText(use.command) + " (" + Count(use.calls, "call") +
                    ")");
  }
  return Listed(parts);
}

}  // namespace

CardSection AskSection(const CardInput& input) {
  const Finding& finding = input.finding;
  const std::string who = Who(finding);
  CardSection section{.key = "ask",
                      .question = "What is to be asked of the owner?",
                      .judgement = CardAnswer::kTask};
  if (input.contact.empty()) {
    section.missing =
        "no line of `contacts-file` names who is asked about the principal";
  } else {
    section.sentences = {"To: " + ShownText(input.contact)};
  }
  section.sentences.push_back(
      "Please look at " + Count(finding.calls, "call") + " by " + who +
      " from " + Place(finding) + " " +
      Between(finding.first_seconds, finding.last_seconds) + " (finding " +
      finding.id.text() + ").");
  if (const std::string commands = CommandsOf(input); !commands.empty()) {
    section.sentences.push_back("The calls were: " + commands + ".");
  }
  if (IsPerson(finding)) {
    section.sentences.insert(
        section.sentences.end(),
        {"Did you make these calls, or did a program of yours? (yes or no)",
         "Were you, your VPN or your proxy in " + Place(finding) +
             " at that time? (yes or no)",
         "Has anybody else had your password, access key or session? (yes or "
         "no)"});
  } else {
    section.sentences.insert(
        section.sentences.end(),
        {"Does a job of yours make these calls as " + who + "? (yes or no)",
         "Does that job run in " + Place(finding) + "? (yes or no)",
         "Was the job, its host or its network changed before that? (yes or "
         "no)"});
  }
  return section;
}

}  // namespace farcall
