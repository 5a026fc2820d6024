// SPDX-License-Identifier: Apache-2.0
#include "triage/card/new_principal_section.h"

#include <algorithm>
#include <string>
#include <vector>

#include "commands/command_table.h"
#include "scoring/counts/value_count.h"
#include "text/count.h"
#include "text/with_thousands.h"
#include "triage/card/card_text.h"
#include "triage/card/finding_calls.h"
#include "triage/card/known_principals.h"
#include "triage/statistics/active_hours.h"
#include "triage/statistics/command_callers.h"
#include "triage/statistics/new_principal.h"

namespace farcall {
namespace {

// In fewer hours than these, a command is hardly ever used.
constexpr size_t kOwnHoursUsual = 5;
// A command that so many others call is nothing special.
constexpr uint64_t kOthersUsual = 2;

// 0 = no call is kept.
int64_t FirstSeen(const Baseline& principal) {
  int64_t first = 0;
  for (const Baseline::Habit& habit : principal.habits()) {
    const int64_t seen = habit.histogram.first_seen_seconds();
    if (!IsHabit(habit.attribute) || seen == 0) continue;
    first = first == 0 ? seen : std::min(first, seen);
  }
  return first;
}

// The last hour up to `until`; 0 = there is none.
int64_t LastUpTo(int64_t until, const UnixHours& hours) {
  const auto after = std::ranges::upper_bound(hours, until);
  return after == hours.begin() ? 0 : *(after - 1) * kSlotSeconds;
}

// The last call that is not of the finding, as its full hour. Within the hour
// in which the finding began only another place tells calls apart.
int64_t LastBefore(const Finding& finding, const Baseline& principal) {
  const HourRange own = HoursOfFinding(finding);
  return std::max(
      LastUpTo(own.first, HoursWithout(finding.origin, own,
                                       principal.Of(Attribute::kCountry))),
      LastUpTo(own.first - 1, HoursOf(principal.Of(Attribute::kCommand))));
}

bool IsPlaceNew(const Finding& finding, const Baseline& principal) {
  const ValueCount* place =
      principal.Of(Attribute::kCountry).Find(finding.origin);
  return place == nullptr || !place->seen() ||
         place->first_seen_seconds >= finding.first_seconds;
}

// Commands of the finding, by name.
struct CommandsOfNewcomer {
  std::vector<std::string> unshared{};  // nobody else called them before
  std::vector<std::string> harmful{};   // and hardly anybody calls them
};

CommandsOfNewcomer LookAtCommands(const CardInput& input) {
  CommandsOfNewcomer found;
  const Finding& finding = input.finding;
  for (const CallsOfText& called : finding.commands) {
    const auto baseline = input.commands.find(called.text);
    CommandCallers callers;
    if (baseline != input.commands.end() && baseline->second != nullptr) {
      callers = CallersOf(called.text, *baseline->second, input.principal,
                          finding.first_seconds);
    }
    const bool is_shared = callers.others > 0 &&
                           callers.first_seen_seconds < finding.first_seconds;
    const std::string name = NameOfValue(Attribute::kCommand, called.text);
    if (!is_shared) found.unshared.push_back(name);
    const ValueCount* own =
        input.principal->Of(Attribute::kCommand).Find(called.text);
    if (IsSensitive(FactsOf(called.text).command_class) &&
        callers.others < kOthersUsual &&
        (own == nullptr ||
         Outside(HoursOfFinding(finding), HoursOf(*own)).size() <
             kOwnHoursUsual)) {
      found.harmful.push_back(name);
    }
  }
  return found;
}

void AddAge(const CardInput& input, const PrincipalHistory& history,
            CardSection& section) {
  const Finding& finding = input.finding;
  const std::string name = NameOfPrincipal(finding.principal);
  const int64_t age = history.at_seconds - history.first_seen_seconds;
  section.counts["first_seen_days"] =
      static_cast<double>(age) / static_cast<double>(kDaySeconds);
  const uint64_t calls = input.principal->Of(Attribute::kCommand).calls();
  const uint64_t others = calls - std::min(calls, finding.calls);
  section.counts["other_calls"] = static_cast<double>(others);
  section.sentences.push_back(
      age <= 0
          ? name + " was first seen with this finding; " +
                Count(others, "other call") + "."
          : name + " was first seen " + Span(age) + " before the finding; " +
                Count(others, "other call") + ".");
  if (!IsDormant(history)) return;
  const int64_t days =
      (history.at_seconds - history.last_before_seconds) / kDaySeconds;
  section.counts["dormant_days"] = static_cast<double>(days);
  section.sentences.push_back("Before the finding, it had not called for " +
                              WithThousands(static_cast<uint64_t>(days)) +
                              " days.");
}

// Who else calls from the finding's place.
void AddPlace(const CardInput& input, CardSection& section) {
  const PrincipalCounts there = CountPrincipalsThere(input);
  const uint64_t peers = there.peers;
  const uint64_t others = there.all - peers;
  section.counts["peers_from_there"] = static_cast<double>(peers);
  section.counts["others_from_there"] = static_cast<double>(others);
  const std::string at_least = input.origin_uses.more ? "At least " : "";
  section.sentences.push_back(
      at_least + Count(peers, "peer") + " and " +
      Count(others, "other principal") + " of the organisation called from " +
      NameOfValue(Attribute::kCountry, input.finding.origin) + " in 180 days.");
}

// Of a new principal: how many of its peers are.
void AddNewPeers(const CardInput& input, CardSection& section) {
  if (input.principals.uses.empty()) {
    section.missing = "when each of its peers was first seen is not kept";
    return;
  }
  const PrincipalCounts known = CountPrincipals(input);
  section.counts["peers"] = static_cast<double>(known.peers);
  section.counts["new_peers"] = static_cast<double>(known.new_peers);
  const bool more = input.principals.more;
  section.sentences.push_back(
      (more ? "At least " : "") + WithThousands(known.new_peers) + " of its " +
      (more ? "at least " : "") + Count(known.peers, "peer") + " " +
      std::string(IsOrAre(known.new_peers)) + " as new: first seen in the 30 " +
      "days before the finding.");
}

void AddCommands(const CardInput& input, const CommandsOfNewcomer& commands,
                 CardSection& section) {
  const size_t all = input.finding.commands.size();
  section.counts["commands"] = static_cast<double>(all);
  section.counts["commands_of_nobody_else"] =
      static_cast<double>(commands.unshared.size());
  section.sentences.push_back("Others called " +
                              WithThousands(all - commands.unshared.size()) +
                              " of its " + Count(all, "command") + " before.");
  if (commands.harmful.empty()) return;
  section.sentences.push_back("Sensitive, and hardly called by others: " +
                              Listed(commands.harmful) + ".");
}

CardAnswer AnswerOf(Newcomer newcomer) {
  switch (newcomer) {
    case Newcomer::kLikely:
      return CardAnswer::kNormal;
    case Newcomer::kUnlikely:
      return CardAnswer::kSuspicious;
    case Newcomer::kOpen:
      break;
  }
  return CardAnswer::kFact;
}

}  // namespace

CardSection NewPrincipalSection(const CardInput& input) {
  CardSection section{.key = "new_principal",
                      .question = "Is the principal new, or was it dormant?"};
  const Finding& finding = input.finding;
  const int64_t first_seen =
      input.principal == nullptr ? 0 : FirstSeen(*input.principal);
  if (first_seen == 0) {
    section.missing = "0 calls of " + NameOfPrincipal(finding.principal) +
                      " are known, 1 is needed";
    return section;
  }
  const CommandsOfNewcomer commands = LookAtCommands(input);
  const PrincipalHistory history{
      .first_seen_seconds = first_seen,
      .last_before_seconds = LastBefore(finding, *input.principal),
      .at_seconds = finding.first_seconds,
      .is_place_new = IsPlaceNew(finding, *input.principal),
      .are_commands_shared =
          commands.unshared.empty() && finding.other_command_calls == 0,
      .has_unshared_harm = !commands.harmful.empty()};
  section.judgement = AnswerOf(JudgeNewcomer(history));
  AddAge(input, history, section);
  AddPlace(input, section);
  if (IsNew(history)) {
    AddNewPeers(input, section);
    AddCommands(input, commands, section);
  }
  return section;
}

}  // namespace farcall
