// SPDX-License-Identifier: Apache-2.0
#include "cloudtrail/event_time.h"

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

  // Seconds east of UTC.
  bool TakeOffset(int64_t& seconds) {
    seconds = 0;
    if (rest_.empty() || TakeAnyOf("Zz")) return true;
    const int sign = rest_.front() == '-' ? -1 : 1;
    int hours = 0;
    int minutes = 0;
    if (!TakeAnyOf("+-") || !TakeNumber(2, hours)) return false;
    if (!rest_.empty()) {
      TakeAnyOf(":");
      if (!TakeNumber(2, minutes)) return false;
    }
    seconds = sign * (hours * 3600 + minutes * 60);
    return hours <= 23 && minutes <= 59;
  }

 private:
  std::string_view rest_;
};

}  // namespace

std::optional<int64_t> ParseEventTime(std::string_view text) {
  TimeText rest(text);
  int year = 0;
  int month = 0;
  int day = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
  int64_t offset_seconds = 0;
  const bool has_form = rest.TakeNumber(4, year) && rest.TakeAnyOf("-") &&
                        rest.TakeNumber(2, month) && rest.TakeAnyOf("-") &&
                        rest.TakeNumber(2, day) && rest.TakeAnyOf("Tt ") &&
                        rest.TakeNumber(2, hour) && rest.TakeAnyOf(":") &&
                        rest.TakeNumber(2, minute) && rest.TakeAnyOf(":") &&
                        rest.TakeNumber(2, second) && rest.TakeFraction() &&
                        rest.TakeOffset(offset_seconds) && rest.empty();
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
