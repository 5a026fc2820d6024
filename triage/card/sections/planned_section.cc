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

}  // namespace

CardSection PlannedSection(const CardInput& input) {
  CardSection section{
      .key = "planned",
      .question = "Could the calls be a patch, an update or maintenance?",
      .missing = "planned changes cannot be declared yet"};
  for (const CommandUse& use : CommandUses(input)) {
    const auto it = input.commands.find(use.command);
    if (it == input.commands.end() || it->second == nullptr) continue;
    if (section.sentences.size() == kCommandsToldMax) break;
    TellHours(use.command, *it->second, input, section);
  }
  if (!section.sentences.empty()) section.judgement = CardAnswer::kFact;
  return section;
}

}  // namespace farcall
