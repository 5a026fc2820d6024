// SPDX-License-Identifier: Apache-2.0
#include "triage/card/cadence_section.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_format.h"
#include "text/count.h"
#include "text/with_thousands.h"
#include "triage/card/card_text.h"
#include "triage/card/finding_calls.h"
#include "triage/statistics/cadence.h"

namespace farcall {
namespace {

// Of a cadence that excuses a call: two deviations to each side are half of the
// period then.
constexpr double kDeviationMax = 1.0 / 8;
constexpr int kHoursShownMax = 47;

// The hours in which the finding's calls of a command began. Where not all of
// them are kept, also the others of the principal in that time.
UnixHours RunsOfFinding(const CardInput& input, const std::string& command) {
  const Finding& finding = input.finding;
  UnixHours hours;
  for (const EventFact* fact : KeptCallsOf(input)) {
    if (fact->command == command) hours.push_back(UnixHourOf(fact->at_seconds));
  }
  for (const FindingSample& sample : finding.samples) {
    if (sample.command == command) {
      hours.push_back(UnixHourOf(sample.at_seconds));
    }
  }
  const bool are_all_kept = input.facts_not_kept == 0 &&
                            input.facts_since_seconds != 0 &&
                            input.facts_since_seconds <= finding.first_seconds;
  if (!are_all_kept && input.principal != nullptr) {
    const ValueCount* value =
        input.principal->Of(Attribute::kCommand).Find(command);
    const HourRange range = HoursOfFinding(finding);
    if (value != nullptr) {
      std::ranges::copy_if(HoursOf(*value), std::back_inserter(hours),
                           [&](int64_t hour) { return range.Has(hour); });
    }
  }
  std::ranges::sort(hours);
  return RunsOf(hours);
}

std::string_view PeriodName(CadencePeriod period) {
  constexpr std::array<std::string_view, 3> kNames = {"day", "week", "month"};
  return kNames[static_cast<size_t>(period)];
}

// "Tuesday 03:00 ± 1 h UTC".
std::string TimeOf(const Cadence& cadence) {
  const double hours = cadence.HoursPerPeriod();
  const auto deviation =
      std::max<int64_t>(1, std::lround(cadence.deviation * hours));
  if (cadence.period == CadencePeriod::kMonth) {
    const auto day = static_cast<int64_t>(cadence.phase * hours / 24) + 1;
    const auto days =
        std::max<int64_t>(1, std::lround(cadence.deviation * hours / 24));
    return "day " + std::to_string(day) + " ± " +
           Count(static_cast<uint64_t>(days), "day") + " UTC";
  }
  const auto whole = static_cast<int64_t>(hours);
  const int64_t hour = std::lround(cadence.phase * hours) % whole;
  std::string text;
  if (cadence.period == CadencePeriod::kWeek) {
    text = std::string(WeekdayName(static_cast<size_t>(hour / 24))) + " ";
  }
  text += HourUtc(static_cast<size_t>(hour % 24)) + " ± ";
  return text + (deviation <= kHoursShownMax
                     ? std::to_string(deviation) + " h UTC"
                     : Span(deviation * kSlotSeconds) + " UTC");
}

std::string ShownP(double p) {
  if (p < 0.001) return "p < 0.001";
  return absl::StrFormat("p = %.3f", p);
}

// What is said of one command.
struct CommandCadence {
  bool is_at_its_time = false;  // and the time is a narrow one
  std::string sentence{};
};

CommandCadence Describe(const std::string& name, const Cadence& cadence,
                        const UnixHours& runs) {
  const auto at_time = static_cast<size_t>(std::ranges::count_if(
      runs, [&](int64_t hour) { return cadence.IsAtItsTime(hour); }));
  const std::string period(PeriodName(cadence.period));
  const bool is_narrow = cadence.deviation <= kDeviationMax;
  std::string text =
      name + ", every " + period + ": " +
      WithThousands(static_cast<uint64_t>(cadence.periods_with_runs)) + " of " +
      Count(static_cast<uint64_t>(cadence.periods), period) + " since " +
      Date(cadence.first_hour * kSlotSeconds) + ", at " + TimeOf(cadence);
  if (!is_narrow) {
    text += ", too wide a time to tell more";
  } else if (runs.size() == 1) {
    text += at_time == 1 ? "; this run is at that time"
                         : "; this run is not at that time";
  } else {
    text += "; " + WithThousands(at_time) + " of " + Count(runs.size(), "run") +
            " of the finding " + std::string(IsOrAre(at_time)) +
            " at that time";
  }
  return {
      .is_at_its_time = is_narrow && !runs.empty() && at_time == runs.size(),
      .sentence = text + ". " + ShownP(cadence.p) + "."};
}

std::string TooFew(const std::string& name, size_t runs) {
  return name + ": " + Count(runs, "other run") + " " +
         std::string(IsOrAre(runs)) + " known, " +
         WithThousands(kCadenceRunsMin) + " are needed";
}

// All that the principal does, but in the hours of the finding.
UnixHours ActiveHours(const CardInput& input) {
  if (input.principal == nullptr) return {};
  return Outside(HoursOfFinding(input.finding),
                 HoursOf(input.principal->Of(Attribute::kCommand)));
}

}  // namespace

CardSection CadenceSection(const CardInput& input) {
  CardSection section{.key = "cadence",
                      .question = "Is this housekeeping, at its usual time?"};
  const auto commands = RarestCommands(input);
  const UnixHours active = ActiveHours(input);
  size_t at_their_time = 0;
  std::vector<std::string> missing;
  for (const CommandHours& rare : commands) {
    const std::string name = NameOfValue(Attribute::kCommand, rare.command);
    const size_t runs = RunsOf(rare.hours).size();
    if (runs < kCadenceRunsMin) {
      missing.push_back(TooFew(name, runs));
      continue;
    }
    const auto cadence = FindCadence(
        {.hours = rare.hours,
         .active_hours = active,
         .seed = CadenceSeed(input.finding.principal, rare.command)});
    if (!cadence.has_value()) {
      section.sentences.push_back(name + ": " + Count(runs, "other run") +
                                  ", at no fixed time of the day, the week or "
                                  "the month.");
      continue;
    }
    const CommandCadence found =
        Describe(name, *cadence, RunsOfFinding(input, rare.command));
    section.sentences.push_back(found.sentence);
    if (found.is_at_its_time) ++at_their_time;
  }
  section.counts = {
      {"commands", static_cast<double>(commands.size())},
      {"commands_at_their_time", static_cast<double>(at_their_time)}};
  if (commands.empty()) missing.push_back("0 commands are known, 1 is needed");
  section.missing = Listed(missing);
  if (section.sentences.empty()) return section;
  section.judgement = at_their_time == commands.size() ? CardAnswer::kNormal
                                                       : CardAnswer::kFact;
  return section;
}

}  // namespace farcall
