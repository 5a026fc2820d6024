// SPDX-License-Identifier: Apache-2.0
#include "cloudtrail/layout/event_time.h"

#include <algorithm>
#include <chrono>

namespace farcall {
namespace {

constexpr size_t kFractionDigitsMax = 9;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Takes a time apart from the left. Every Take says whether it was there.
class TimeText {
 public:
  explicit TimeText(std::string_view text) : rest_(text) {}

  bool empty() const { return rest_.empty(); }

  bool TakeAnyOf(std::string_view accepted) {
    if (rest_.empty()) return false;
    for (const char c : accepted) {
      if (rest_.front() != c) continue;
      rest_.remove_prefix(1);
      return true;
    }
    return false;
  }

  // Exactly `digits` digits.
  bool TakeNumber(size_t digits, int& number) {
    if (rest_.size() < digits) return false;
    number = 0;
    for (const char c : rest_.substr(0, digits)) {
      if (!IsDigit(c)) return false;
      number = number * 10 + (c - '0');
    }
    rest_.remove_prefix(digits);
    return true;
  }

  bool TakeFraction() {
    if (!TakeAnyOf(".,")) return true;
    size_t digits = 0;
    while (digits < rest_.size() && IsDigit(rest_[digits])) ++digits;
    rest_.remove_prefix(digits);
    return digits <= kFractionDigitsMax;
  }

  bool TakeWord(std::string_view word) {
    if (!rest_.starts_with(word)) return false;
    rest_.remove_prefix(word.size());
    return true;
  }

  // The name of a zone in brackets, whose offset stands before it.
  void TakeZoneName() {
    if (rest_.starts_with('[') && rest_.ends_with(']')) rest_ = {};
  }

  // Seconds east of UTC.
  bool TakeOffset(int64_t& seconds) {
    seconds = 0;
    if (rest_.empty()) return true;
    TakeAnyOf(" ");
    if (TakeAnyOf("Zz") || TakeWord("UTC") || TakeWord("GMT")) return true;
    if (rest_.empty()) return false;
    const int sign = rest_.front() == '-' ? -1 : 1;
    int hours = 0;
    int minutes = 0;
    if (!TakeAnyOf("+-") || !TakeNumber(2, hours)) return false;
    if (TakeAnyOf(":") || (!rest_.empty() && IsDigit(rest_.front()))) {
      if (!TakeNumber(2, minutes)) return false;
    }
    seconds = sign * (hours * 3600 + minutes * 60);
    return hours <= 23 && minutes <= 59;
  }

 private:
  std::string_view rest_;
};

// Unix time in the unit that the number of digits tells.
std::optional<int64_t> UnixTime(std::string_view text) {
  const size_t digits =
      std::min(text.find_first_not_of("0123456789"), text.size());
  const std::string_view fraction = text.substr(digits);
  const bool has_form =
      fraction.empty() ||
      (fraction.starts_with('.') &&
       fraction.find_first_not_of("0123456789", 1) == fraction.npos);
  if (!has_form || digits == 0 || digits > 19) return {};
  uint64_t number = 0;
  for (const char c : text.substr(0, digits)) {
    number = number * 10 + static_cast<uint64_t>(c - '0');
  }
  const uint64_t per_second = digits <= 11   ? 1
                              : digits <= 14 ? 1'000
                              : digits <= 17 ? 1'000'000
                                             : 1'000'000'000;
  return static_cast<int64_t>(number / per_second);
}

}  // namespace

std::optional<int64_t> ParseEventTime(std::string_view text) {
  text = text.substr(std::min(text.find_first_not_of(' '), text.size()));
  text = text.substr(0, text.find_last_not_of(' ') + 1);
  if (const auto unix_time = UnixTime(text)) return unix_time;
  TimeText rest(text);
  int year = 0;
  int month = 0;
  int day = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
  int64_t offset_seconds = 0;
  bool has_form = rest.TakeNumber(4, year);
  const bool extended = rest.TakeAnyOf("-/");
  const auto take_separator = [&](std::string_view accepted) {
    return !extended || rest.TakeAnyOf(accepted);
  };
  has_form = has_form && rest.TakeNumber(2, month) && take_separator("-/") &&
             rest.TakeNumber(2, day) && rest.TakeAnyOf("Tt ") &&
             rest.TakeNumber(2, hour) && take_separator(":") &&
             rest.TakeNumber(2, minute) && take_separator(":") &&
             rest.TakeNumber(2, second) && rest.TakeFraction() &&
             rest.TakeOffset(offset_seconds);
  rest.TakeZoneName();
  has_form = has_form && rest.empty();
  // 60 is a leap second: the first second of the next minute.
  if (!has_form || hour > 23 || minute > 59 || second > 60) return {};

  const std::chrono::year_month_day date{
      std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
      std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return {};
  const int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
  return days * 86400 + hour * 3600 + minute * 60 + second - offset_seconds;
}

}  // namespace farcall
