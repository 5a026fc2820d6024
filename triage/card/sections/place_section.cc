// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <iterator>

#include "scoring/detectors/detector.h"
#include "text/count.h"
#include "text/with_thousands.h"
#include "triage/card/card_text.h"
#include "triage/card/command_use.h"
#include "triage/card/hours_outside.h"
#include "triage/card/known_principals.h"
#include "triage/card/sections/section_text.h"
#include "triage/card/sections/sections.h"
#include "triage/statistics/active_hours.h"

namespace farcall {
namespace {

constexpr size_t kUsualToldMax = 3;

const FrozenFactor* FactorOf(std::string_view detector,
                             const Finding& finding) {
  const auto it = std::ranges::find(finding.opening_factors, detector,
                                    &FrozenFactor::detector);
  return it == finding.opening_factors.end() ? nullptr : &*it;
}

void TellThen(std::string_view detector, const CardInput& input,
              CardSection& section) {
  const FrozenFactor* factor = FactorOf(detector, input.finding);
  if (factor == nullptr || factor->explanation.empty()) return;
  section.sentences.push_back("At the opening call: " + ExplanationOf(*factor) +
                              ".");
}

// "Usual outside this finding: DE 98 % and FR 2 % of 214 hours."
void TellUsual(const Histogram& countries, const CardInput& input,
               CardSection& section) {
  std::vector<std::pair<int64_t, std::string>> usual;
  int64_t sum = 0;
  for (const ValueCount& value : countries.values()) {
    // Calls from elsewhere are not the finding's, whenever they were.
    const int64_t hours = value.value == input.finding.origin
                              ? HoursOutside(input.finding, value)
                              : std::ssize(HoursOf(value));
    if (hours == 0) continue;
    sum += hours;
    usual.emplace_back(-hours, value.value);
  }
  if (sum == 0) return;
  std::ranges::sort(usual);
  std::vector<std::string> parts;
  for (const auto& [hours, origin] : usual) {
    if (parts.size() == kUsualToldMax) break;
    parts.push_back(
        NameOfValue(Attribute::kCountry, origin) + " " +
        Percent(static_cast<double>(-hours) / static_cast<double>(sum)));
  }
  section.sentences.push_back("Usual outside this finding: " + Listed(parts) +
                              " of " +
                              Count(static_cast<uint64_t>(sum), "hour") + ".");
}

// Gives the hours that the principal called from the place outside the finding.
int64_t TellNow(const CardInput& input, CardSection& section) {
  if (input.principal == nullptr) return 0;
  const Histogram& countries = input.principal->Of(Attribute::kCountry);
  const int64_t hours =
      HoursOutside(input.finding, countries, input.finding.origin);
  section.sentences.push_back("Now: " + Who(input.finding) + " called from " +
                              Place(input.finding) + " in " +
                              Count(static_cast<uint64_t>(hours), "hour") +
                              " outside this finding.");
  const ValueCount* seen = countries.Find(input.finding.origin);
  if (seen != nullptr) {
    const Verdict verdict = seen->judgement.At(input.now_seconds);
    if (verdict != Verdict::kNone) {
      section.sentences.push_back(
          std::string("The place is marked as ") +
          (verdict == Verdict::kBenign ? "benign." : "malicious."));
    }
  }
  TellUsual(countries, input, section);
  return hours;
}

// "1 of 18 peers called from VN in 180 days, and 3 of 411 other principals of
// the organisation."
void TellOthers(const CardInput& input, CardSection& section) {
  const PrincipalCounts there = CountPrincipalsThere(input);
  const PrincipalCounts known = CountPrincipals(input);
  section.counts["other_principals"] = static_cast<double>(there.all);
  section.counts["peers"] = static_cast<double>(there.peers);
  if (input.origin_uses.uses.empty() && !input.origin_uses.more) {
    section.missing = "which other principals call from there is not kept";
    return;
  }
  section.counts["known_principals"] = static_cast<double>(known.all);
  section.counts["known_peers"] = static_cast<double>(known.peers);
  const std::string of = input.principals.more ? " of at least " : " of ";
  section.sentences.push_back(
      (input.origin_uses.more ? "At least " : "") + WithThousands(there.peers) +
      of + Count(known.peers, "peer") + " called from " + Place(input.finding) +
      " in 180 days, and " + WithThousands(there.all) + of +
      Count(known.all, "other principal") + " of the organisation.");
}

CardAnswer AnswerOf(int64_t hours_now, const CardInput& input) {
  const FrozenFactor* place =
      FactorOf(CountryForPrincipal().name, input.finding);
  if (place != nullptr) {
    if (place->value_calls > 0) {
      return place->weight > 0 ? CardAnswer::kFact : CardAnswer::kNormal;
    }
    return place->state == BaselineState::kCold ? CardAnswer::kFact
                                                : CardAnswer::kSuspicious;
  }
  if (input.principal == nullptr) return CardAnswer::kFact;
  if (hours_now > 0) return CardAnswer::kNormal;
  return StateAtOpening(input) == BaselineState::kCold
             ? CardAnswer::kFact
             : CardAnswer::kSuspicious;
}

}  // namespace

CardSection PlaceSection(const CardInput& input) {
  CardSection section{
      .key = "place",
      .question = "Is the place usual for the principal, then and now?"};
  TellThen(CountryForPrincipal().name, input, section);
  TellThen("two_places", input, section);
  const int64_t hours = TellNow(input, section);
  TellOthers(input, section);
  section.counts["hours_outside"] = static_cast<double>(hours);
  section.counts["two_places"] =
      FactorOf("two_places", input.finding) == nullptr ? 0 : 1;
  if (section.sentences.empty()) {
    section.missing = "nothing is known of the principal";
    return section;
  }
  section.judgement = AnswerOf(hours, input);
  return section;
}

}  // namespace farcall
