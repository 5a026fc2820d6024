// SPDX-License-Identifier: Apache-2.0
#include "triage/card/sections/explanations.h"

#include <algorithm>
#include <array>
#include <functional>
#include <string_view>
#include <utility>

namespace farcall {
namespace {

// What a section has to say: an answer, or a count of it that is so high.
struct Sign {
  std::string_view section;
  CardAnswer answer = CardAnswer::kNone;
  std::string_view count = {};  // empty = the answer is asked
  double at_least = 1;
};

constexpr Sign Suspicious(std::string_view section) {
  return {.section = section, .answer = CardAnswer::kSuspicious};
}
constexpr Sign Normal(std::string_view section) {
  return {.section = section, .answer = CardAnswer::kNormal};
}
constexpr Sign Counted(std::string_view section, std::string_view count,
                       double at_least = 1) {
  return {.section = section, .count = count, .at_least = at_least};
}

struct Explanation {
  CloseReason reason;
  std::span<const Sign> needed;  // all of them; else it is not thought of
  std::span<const Sign> supports;
  std::span<const Sign> contradicts;
  // What its needed signs count beyond one each, as they alone nearly prove it.
  std::ptrdiff_t proof = 0;
};

// So many calls fail when somebody tries out what a key may do.
constexpr double kFailedCallsMin = 3;
// Who travels does the work of every day (docs/evaluation_triage.md).
constexpr double kNewCallShareMin = 0.1;

constexpr std::array kTravelNeeds = {Counted("actor", "is_person"),
                                     Suspicious("place")};
constexpr std::array kTravelFor = {Normal("actor"), Normal("agent"),
                                   Normal("identity"),
                                   Counted("ec2_address", "internet")};
constexpr std::array kTravelAgainst = {
    Suspicious("actor"),
    Counted("actor", "failed_calls", kFailedCallsMin),
    Counted("actor", "new_call_share", kNewCallShareMin),
    Suspicious("agent"),
    Suspicious("identity"),
    Suspicious("key_in_two_places"),
    Suspicious("other_findings"),
    Suspicious("campaign"),
    Suspicious("ec2_address"),
    Suspicious("blast_radius"),
    Suspicious("chain"),
    Suspicious("instance"),
    Counted("place", "two_places")};

constexpr std::array kEgressNeeds = {
    Counted("campaign", "principals_with_new_network", 2)};
constexpr std::array kEgressFor = {kEgressNeeds[0], Normal("actor"),
                                   Normal("agent"),
                                   Counted("ec2_address", "own")};
// An exit may be of a cloud that others use too, but hides from nobody. Who has
// several keys of others brings principals to one network as well.
constexpr std::array kEgressAgainst = {
    Suspicious("instance"),
    Suspicious("actor"),
    Counted("actor", "failed_calls", kFailedCallsMin),
    Counted("actor", "new_call_share", kNewCallShareMin),
    Suspicious("agent"),
    Counted("ec2_address", "anonymizer"),
    Suspicious("other_findings"),
    Suspicious("blast_radius"),
    Suspicious("chain")};

constexpr std::array kNewEmployeeNeeds = {Normal("new_principal"),
                                          Counted("actor", "is_person")};
constexpr std::array kNewEmployeeFor = {kNewEmployeeNeeds[0], Normal("actor"),
                                        Normal("agent")};
constexpr std::array kNewEmployeeAgainst = {
    Suspicious("instance"),    Suspicious("key_in_two_places"),
    Suspicious("ec2_address"), Suspicious("blast_radius"),
    Suspicious("chain"),       Counted("agent", "offensive_tools")};

constexpr std::array kNewAutomationNeeds = {Normal("new_command")};
constexpr std::array kNewAutomationFor = {kNewAutomationNeeds[0],
                                          Normal("agent"), Normal("place"),
                                          Normal("ec2_address")};
constexpr std::array kNewAutomationAgainst = {
    Suspicious("instance"),
    Counted("actor", "is_person"),
    Counted("agent", "from_console"),
    Counted("agent", "offensive_tools"),
    Suspicious("place"),
    Suspicious("key_in_two_places")};

constexpr std::array kHousekeepingNeeds = {Normal("cadence")};
constexpr std::array kHousekeepingFor = {kHousekeepingNeeds[0], Normal("actor"),
                                         Normal("agent"), Normal("place")};
constexpr std::array kHousekeepingAgainst = {
    Suspicious("instance"),    Suspicious("agent"),
    Suspicious("place"),       Suspicious("key_in_two_places"),
    Suspicious("ec2_address"), Suspicious("chain")};

constexpr std::array kPlannedNeeds = {Normal("planned")};
constexpr std::array kPlannedFor = {kPlannedNeeds[0], Normal("actor"),
                                    Normal("agent"), Normal("identity"),
                                    Normal("ec2_address")};
constexpr std::array kPlannedAgainst = {
    Suspicious("instance"), Suspicious("key_in_two_places"),
    Suspicious("chain"),    Suspicious("campaign"),
    Suspicious("identity"), Counted("agent", "offensive_tools")};

constexpr std::array kStolenFor = {
    Suspicious("actor"),
    Counted("actor", "failed_calls", kFailedCallsMin),
    Counted("actor", "new_discovery_first"),
    Counted("actor", "new_call_share", kNewCallShareMin),
    Suspicious("identity"),
    Suspicious("key_in_two_places"),
    Suspicious("agent"),
    Suspicious("other_findings"),
    Suspicious("place"),
    Suspicious("ec2_address"),
    Suspicious("blast_radius"),
    Suspicious("chain")};
constexpr std::array kStolenAgainst = {
    Normal("actor"),         Normal("identity"),    Normal("agent"),
    Normal("place"),         Normal("ec2_address"), Normal("planned"),
    Normal("new_principal"), Normal("new_command"), Normal("cadence"),
    Suspicious("instance")};

constexpr std::array kStolenInstanceNeeds = {Suspicious("instance")};
constexpr std::array kStolenInstanceFor = {
    kStolenInstanceNeeds[0],    Suspicious("actor"),
    Suspicious("place"),        Suspicious("key_in_two_places"),
    Suspicious("agent"),        Suspicious("ec2_address"),
    Suspicious("blast_radius"), Suspicious("chain")};
constexpr std::array kStolenInstanceAgainst = {Normal("ec2_address"),
                                               Normal("place")};

// Of equals the first is named first.
constexpr std::array kExplanations = {
    Explanation{CloseReason::kStolenInstanceCredential, kStolenInstanceNeeds,
                kStolenInstanceFor, kStolenInstanceAgainst, 3},
    Explanation{CloseReason::kStolenCredential, {}, kStolenFor, kStolenAgainst},
    Explanation{CloseReason::kPlannedChange, kPlannedNeeds, kPlannedFor,
                kPlannedAgainst, 1},
    Explanation{CloseReason::kTravel, kTravelNeeds, kTravelFor, kTravelAgainst},
    Explanation{CloseReason::kEgress, kEgressNeeds, kEgressFor, kEgressAgainst},
    Explanation{CloseReason::kNewEmployee, kNewEmployeeNeeds, kNewEmployeeFor,
                kNewEmployeeAgainst},
    Explanation{CloseReason::kNewAutomation, kNewAutomationNeeds,
                kNewAutomationFor, kNewAutomationAgainst},
    Explanation{CloseReason::kHousekeeping, kHousekeepingNeeds,
                kHousekeepingFor, kHousekeepingAgainst},
};

bool IsGiven(const Sign& sign, std::span<const CardSection> sections) {
  const auto section =
      std::ranges::find(sections, sign.section, &CardSection::key);
  if (section == sections.end()) return false;
  if (sign.count.empty()) return section->judgement == sign.answer;
  const auto count = section->counts.find(std::string(sign.count));
  return count != section->counts.end() && count->second >= sign.at_least;
}

// The sections of the signs that are given, each once.
std::vector<std::string> Given(std::span<const Sign> signs,
                               std::span<const CardSection> sections) {
  std::vector<std::string> given;
  for (const Sign& sign : signs) {
    if (!IsGiven(sign, sections)) continue;
    const std::string key(sign.section);
    if (std::ranges::find(given, key) == given.end()) given.push_back(key);
  }
  return given;
}

// An explanation with what speaks for it, less what speaks against it.
struct Ranked {
  CardExplanation explanation{};
  std::ptrdiff_t margin = 0;
};

}  // namespace

std::vector<CardExplanation> RankExplanations(
    std::span<const CardSection> sections) {
  std::vector<Ranked> ranked;
  for (const Explanation& explanation : kExplanations) {
    if (!std::ranges::all_of(explanation.needed, [sections](const Sign& sign) {
          return IsGiven(sign, sections);
        })) {
      continue;
    }
    Ranked given{{.reason = explanation.reason,
                  .supported_by = Given(explanation.supports, sections),
                  .contradicted_by = Given(explanation.contradicts, sections)}};
    given.margin = std::ssize(given.explanation.supported_by) -
                   std::ssize(given.explanation.contradicted_by) +
                   explanation.proof;
    if (given.margin > 0) ranked.push_back(std::move(given));
  }
  std::ranges::stable_sort(ranked, std::greater(), [](const Ranked& given) {
    return std::pair(given.margin, given.explanation.supported_by.size());
  });
  std::vector<CardExplanation> explanations;
  for (Ranked& given : ranked) {
    explanations.push_back(std::move(given.explanation));
  }
  return explanations;
}

}  // namespace farcall
