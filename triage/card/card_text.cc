// SPDX-License-Identifier: Apache-2.0
#include "triage/card/card_text.h"

#include <array>
#include <cmath>

#include "scoring/records/words.h"
#include "text/shown_text.h"
#include "text/text_buffer.h"

namespace farcall {
namespace {

constexpr size_t kNameBytesMax = 160;

// What `append` writes, without control characters.
template <typename Append>
std::string Written(Append append) {
  std::array<char, 256> room;
  TextBuffer text(room);
  append(text);
  return ShownText(text.bytes(), kNameBytesMax);
}

std::string TwoDigits(size_t number) {
  return {static_cast<char>('0' + number / 10),
          static_cast<char>('0' + number % 10)};
}

}  // namespace

std::string NameOfPrincipal(std::string_view key) {
  return Written(
      [key](TextBuffer& text) { Append(ShownPrincipal(key), text); });
}

std::string NameOfValue(Attribute attribute, std::string_view value) {
  return Written([attribute, value](TextBuffer& text) {
    AppendValue(attribute, value, text);
  });
}

std::string_view IsOrAre(uint64_t number) { return number == 1 ? "is" : "are"; }

std::string Percent(double share) {
  const int64_t rounded = std::lround(share * 100);
  if (rounded == 0 && share > 0) return "<1 %";
  if (rounded == 100 && share < 1) return ">99 %";
  return std::to_string(rounded) + " %";
}

std::string Date(int64_t seconds) {
  return Written([seconds](TextBuffer& text) { AppendDate(seconds, text); });
}

std::string TimeUtc(int64_t seconds) { return Minute(seconds) + " UTC"; }

std::string HourUtc(size_t hour) { return TwoDigits(hour) + ":00"; }

std::string HoursUtc(size_t first, size_t last) {
  return HourUtc(first) + " to " + TwoDigits(last) + ":59 UTC";
}

std::string Span(int64_t seconds) {
  return Written([seconds](TextBuffer& text) { AppendSpan(seconds, text); });
}

std::string_view WeekdayName(size_t day) {
  static constexpr std::array<std::string_view, 7> kNames = {
      "Monday", "Tuesday",  "Wednesday", "Thursday",
      "Friday", "Saturday", "Sunday"};
  return kNames[day];
}

std::string Listed(std::span<const std::string> texts) {
  std::string listed;
  for (size_t i = 0; i < texts.size(); ++i) {
    if (i > 0) listed += i + 1 == texts.size() ? " and " : ", ";
    listed += texts[i];
  }
  return listed;
}

}  // namespace farcall
