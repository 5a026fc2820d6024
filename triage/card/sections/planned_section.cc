// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "text/count.h"
#include "text/shown_text.h"
#include "triage/card/card_text.h"
#include "triage/card/command_use.h"
#include "triage/card/hours_outside.h"
#include "triage/card/sections/section_text.h"
#include "triage/card/sections/sections.h"

namespace farcall {
namespace {

constexpr size_t kCommandsToldMax = 3;
constexpr int64_t kDaysOfWeek = 7;
constexpr int64_t kFirstDay = 3;  // 1970-01-01 was a Thursday

// 0 = Monday.
int64_t WeekdayOf(int64_t at_seconds) {
  return (DayOf(at_seconds) + kFirstDay) % kDaysOfWeek;
}

// The hour of the week of a call, and the ones beside it on the same day.
struct Window {
  int64_t weekday = 0;
  int64_t from_hour = 0;
  int64_t to_hour = 0;
};

int64_t HourOf(int64_t at_seconds) {
  return at_seconds % kDaySeconds / kSlotSeconds;
}

Window WindowOf(int64_t at_seconds) {
  const int64_t hour = HourOf(at_seconds);
  return {.weekday = WeekdayOf(at_seconds),
          .from_hour = std::max<int64_t>(hour - 1, 0),
          .to_hour = std::min<int64_t>(hour + 1, kSlotsPerDay - 1)};
}

bool IsWithin(const Window& window, int64_t at_seconds) {
  const int64_t hour = HourOf(at_seconds);
  return WeekdayOf(at_seconds) == window.weekday && hour >= window.from_hour &&
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
  const auto alike = static_cast<uint64_t>(
      std::ranges::count_if(called, [&window](int64_t hour) {
        return IsWithin(window, hour * kSlotSeconds);
      }));
  std::string sentence = "The organisation called " + ShownText(command) +
                         " in " + Count(hours, "hour") +
                         " of 180 days outside this finding";
  if (hours > 0) {
    sentence += ", " + WithThousands(alike) + " of them on a " +
                std::string(WeekdayName(window.weekday)) + " from " +
                HoursUtc(static_cast<int>(window.from_hour),
                         static_cast<int>(window.to_hour));
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
