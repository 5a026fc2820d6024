// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "text/count.h"
#include "text/shown_text.h"
#include "triage/card/card_text.h"
#include "triage/card/command_use.h"
#include "triage/card/finding_calls.h"
#include "triage/card/sections/section_text.h"
#include "triage/card/sections/sections.h"
#include "triage/statistics/active_hours.h"
#include "triage/statistics/hours.h"

namespace farcall {
namespace {

constexpr size_t kCommandsToldMax = 3;
constexpr size_t kExemptionsToldMax = 20;
// Exemptions that end so long before a finding, or begin so long after it, may
// have been meant for it.
constexpr int64_t kNearSeconds = 7 * 86'400;

// The hour of the week at which the finding began, and the ones beside it on
// the same day.
struct Window {
  size_t weekday = 0;
  size_t from_hour = 0;
  size_t to_hour = 0;
};

Window WindowOf(int64_t at_seconds) {
  const int64_t unix_hour = UnixHourOf(at_seconds);
  const size_t hour = HourOfDay(unix_hour);
  return {.weekday = DayOfWeek(unix_hour),
          .from_hour = hour == 0 ? 0 : hour - 1,
          .to_hour = std::min(hour + 1, kHoursPerDay - 1)};
}

bool IsWithin(const Window& window, int64_t unix_hour) {
  const size_t hour = HourOfDay(unix_hour);
  return DayOfWeek(unix_hour) == window.weekday && hour >= window.from_hour &&
         hour <= window.to_hour;
}

// "The organisation called ssm:SendCommand in 31 hours of 180 days, 9 of them
// on a Thursday from 20:00 to 22:59 UTC."
void TellHours(const std::string& command, const Baseline& baseline,
               const CardInput& input, CardSection& section) {
  const Histogram& countries = baseline.Of(Attribute::kCountry);
  const Window window = WindowOf(input.finding.first_seconds);
  const UnixHours called =
      Outside(HoursOfFinding(input.finding), HoursOf(countries));
  const auto hours = static_cast<uint64_t>(called.size());
  const auto alike = static_cast<uint64_t>(std::ranges::count_if(
      called, [&window](int64_t hour) { return IsWithin(window, hour); }));
  std::string sentence = "The organisation called " + ShownText(command) +
                         " in " + Count(hours, "hour") +
                         " of 180 days outside this finding";
  if (hours > 0) {
    sentence += ", " + WithThousands(alike) + " of them on a " +
                std::string(WeekdayName(window.weekday)) + " from " +
                HoursUtc(window.from_hour, window.to_hour);
  }
  section.sentences.push_back(sentence + ".");
}

// Whether an exemption names the principal of the finding, or one of its
// accounts, and is in force about its time.
bool IsNear(const Exemption& exemption, const Finding& finding) {
  const bool of_time =
      exemption.from_seconds <= finding.last_seconds + kNearSeconds &&
      exemption.to_seconds > finding.first_seconds - kNearSeconds;
  return of_time &&
         (std::ranges::any_of(exemption.principals,
                              [&finding](const std::string& principal) {
                                return Names(principal, finding.principal);
                              }) ||
          std::ranges::any_of(
              finding.accounts, [&exemption](const CallsOfText& account) {
                return std::ranges::find(exemption.accounts, account.text) !=
                       exemption.accounts.end();
              }));
}

// "mfrggzdfmztwq2lk (CHG-1234)"
std::string NameOf(const Exemption& exemption) {
  std::string name = exemption.id.text();
  if (!exemption.ticket.empty()) {
    name += " (" + ShownText(exemption.ticket) + ")";
  }
  return name;
}

std::string_view WhyRevoked(Revocation revocation) {
  switch (revocation) {
    case Revocation::kMalicious:
      return ", as a finding that it covers is MALICIOUS";
    case Revocation::kErased:
      return ", as its last principal was erased";
    default:
      return "";
  }
}

// "Covered by exemption mfrggzdfmztwq2lk (CHG-1234) of carol, from 2026-11-28
// 20:00 UTC until 2026-11-28 22:00 UTC: patches."
void TellCovering(const Exemption& exemption, CardSection& section) {
  section.sentences.push_back("Covered by exemption " + NameOf(exemption) +
                              " of " + ShownText(exemption.actor) + ", from " +
                              TimeUtc(exemption.from_seconds) + " until " +
                              TimeUtc(exemption.to_seconds) + ": " +
                              ShownText(exemption.reason) + ".");
  section.judgement = CardAnswer::kNormal;
  section.counts["covered"] = 1;
  if (exemption.revocation == Revocation::kNone) return;
  section.judgement = CardAnswer::kFact;
  section.sentences.push_back("That exemption was revoked at " +
                              TimeUtc(exemption.revoke_micros / 1'000'000) +
                              std::string(WhyRevoked(exemption.revocation)) +
                              ".");
}

// The exemption that covers the finding, and those that may have been meant
// for it.
void TellExemptions(const CardInput& input, CardSection& section) {
  const Finding& finding = input.finding;
  uint64_t near = 0;
  for (const Exemption& exemption : input.exemptions) {
    if (finding.exemption == exemption.id) {
      TellCovering(exemption, section);
    } else if (IsNear(exemption, finding)) {
      ++near;
      if (section.rows.size() > kExemptionsToldMax) continue;
      if (section.rows.empty()) {
        section.rows.push_back({"exemption", "from", "until", "reason"});
      }
      section.rows.push_back(
          {NameOf(exemption), TimeUtc(exemption.from_seconds),
           TimeUtc(exemption.to_seconds), ShownText(exemption.reason)});
    }
  }
  if (section.sentences.empty()) {
    section.sentences.emplace_back(finding.exemption
                                       ? "Covered by exemption " +
                                             finding.exemption->text() +
                                             ", which is not kept any more."
                                       : "No exemption covers it.");
    section.judgement = CardAnswer::kFact;
  }
  if (near == 0) return;
  section.counts["near_exemptions"] = static_cast<double>(near);
  section.sentences.push_back(Count(near, "other exemption") +
                              " of its principal or account " +
                              std::string(IsOrAre(near)) +
                              " in force at most 7 days before or after it.");
}

}  // namespace

CardSection PlannedSection(const CardInput& input) {
  CardSection section{
      .key = "planned",
      .question = "Could the calls be a patch, an update or maintenance?"};
  TellExemptions(input, section);
  const size_t told = section.sentences.size();
  for (const CommandUse& use : CommandUses(input)) {
    const auto it = input.commands.find(use.command);
    if (it == input.commands.end() || it->second == nullptr) continue;
    if (section.sentences.size() == told + kCommandsToldMax) break;
    TellHours(use.command, *it->second, input, section);
  }
  return section;
}

}  // namespace farcall
