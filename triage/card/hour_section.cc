// SPDX-License-Identifier: Apache-2.0
#include "triage/card/hour_section.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "text/count.h"
#include "text/with_thousands.h"
#include "triage/card/agent_class.h"
#include "triage/card/card_text.h"
#include "triage/card/finding_calls.h"
#include "triage/statistics/active_hours.h"
#include "triage/statistics/hours.h"

namespace farcall {
namespace {

// The tool of all kept calls of the finding, if one keeps infrastructure;
// empty = there is none.
std::string_view InfrastructureTool(
    const std::vector<const EventFact*>& facts) {
  if (facts.empty()) return {};
  const std::string_view tool = ToolOfFact(*facts.front());
  const bool is_of_all = std::ranges::all_of(
      facts,
      [tool](const EventFact* fact) { return ToolOfFact(*fact) == tool; });
  return is_of_all && ClassOfTool(tool) == AgentClass::kIac
             ? tool
             : std::string_view();
}

// Why no hour says anything; empty = it may.
std::string ReasonAgainstHours(const CardInput& input) {
  const Finding& finding = input.finding;
  if (finding.principal_kind == PrincipalKind::kRole ||
      finding.principal_kind == PrincipalKind::kService) {
    return "Not a person but " + NameOfPrincipal(finding.principal) +
           ": the hour says nothing.";
  }
  const auto facts = KeptCallsOf(input);
  const std::string_view tool = InfrastructureTool(facts);
  if (tool.empty()) return {};
  return Count(facts.size(), "kept call") + ", all by " +
         NameOfValue(Attribute::kTool, tool) + ": the hour says nothing.";
}

// The active hours of the principal, but for those of the finding.
UnixHours OtherHours(const CardInput& input) {
  if (input.principal == nullptr) return {};
  return HoursWithout(input.finding.origin, HoursOfFinding(input.finding),
                      input.principal->Of(Attribute::kCountry));
}

CardAnswer AnswerOf(TimeRarity hour, TimeRarity day) {
  if (hour == TimeRarity::kUnknown) return CardAnswer::kNone;
  if (hour == TimeRarity::kAroundTheClock) return CardAnswer::kFact;
  if (hour == TimeRarity::kUnusual || day == TimeRarity::kUnusual) {
    return CardAnswer::kSuspicious;
  }
  return hour == TimeRarity::kRare ? CardAnswer::kFact : CardAnswer::kNormal;
}

void AddHour(const ActiveTimes& times, size_t hour, const std::string& name,
             CardSection& section) {
  const uint64_t same = times.by_hour[hour];
  const uint64_t near = same + times.by_hour[(hour + 1) % kHoursPerDay] +
                        times.by_hour[(hour + kHoursPerDay - 1) % kHoursPerDay];
  const DayWindow usual = UsualHours(times);
  section.counts["same_hour"] = static_cast<double>(same);
  section.counts["within_an_hour"] = static_cast<double>(near);
  section.counts["share_as_rare"] = ShareAsRare(times, hour);
  section.sentences.push_back(
      WithThousands(same) + " of " + Count(times.hours, "active hour") +
      " of " + name + " fell on " + HoursUtc(hour, hour) + ", " +
      WithThousands(near) + " within an hour of it; 90 % lie from " +
      HoursUtc(usual.first, usual.last) + ".");
  section.sentences.push_back(Percent(ShareAsRare(times, hour)) +
                              " of them lie at hours as rare as this one.");
}

void AddDay(const ActiveTimes& times, size_t day, CardSection& section) {
  section.counts["same_weekday"] = static_cast<double>(times.by_day[day]);
  section.sentences.push_back(WithThousands(times.by_day[day]) + " of " +
                              WithThousands(times.hours) + " fell on a " +
                              std::string(WeekdayName(day)) + " (UTC).");
}

}  // namespace

CardSection HourSection(const CardInput& input) {
  CardSection section{
      .key = "hour",
      .question = "Is the principal active at this time of the day?"};
  const std::string reason = ReasonAgainstHours(input);
  if (!reason.empty()) {
    section.judgement = CardAnswer::kFact;
    section.sentences.push_back(reason);
    return section;
  }
  const UnixHours active = OtherHours(input);
  const ActiveTimes times = CountTimes(active);
  const int64_t began = UnixHourOf(input.finding.first_seconds);
  const size_t hour = HourOfDay(began);
  const size_t day = DayOfWeek(began);
  const TimeRarity rarity = RarityOfHour(times, hour);
  const TimeRarity rarity_of_day = RarityOfDay(times, day);
  section.judgement = AnswerOf(rarity, rarity_of_day);
  section.counts["active_hours"] = static_cast<double>(times.hours);
  if (rarity == TimeRarity::kUnknown) {
    section.missing = Count(times.hours, "active hour") + " " +
                      std::string(IsOrAre(times.hours)) + " known, " +
                      WithThousands(kActiveHoursNeeded) + " are needed";
    return section;
  }
  const std::string name = NameOfPrincipal(input.finding.principal);
  if (rarity == TimeRarity::kAroundTheClock) {
    section.counts["quiet_share"] = QuietShare(times);
    section.sentences.push_back(
        "Around the clock: " + Percent(QuietShare(times)) + " of the " +
        Count(times.hours, "active hour") + " of " + name +
        " lie in the quietest third of the day; the hour says nothing.");
  } else {
    AddHour(times, hour, name, section);
    if (rarity_of_day != TimeRarity::kUnknown) AddDay(times, day, section);
  }
  section.sentences.push_back("Hours are known since " +
                              Date(active.front() * kSlotSeconds) + ".");
  return section;
}

}  // namespace farcall
