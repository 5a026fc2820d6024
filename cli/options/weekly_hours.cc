// SPDX-License-Identifier: Apache-2.0
#include "cli/options/weekly_hours.h"

#include <array>
#include <string_view>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"

namespace farcall {
namespace {

constexpr std::array<std::string_view, 7> kDays = {"mon", "tue", "wed", "thu",
                                                   "fri", "sat", "sun"};
constexpr int kHoursPerDay = 24;
constexpr int64_t kYearSeconds = int64_t{365} * 86'400;

std::optional<int> DayOf(const std::string& name) {
  for (size_t day = 0; day < kDays.size(); ++day) {
    if (kDays[day] == name) return static_cast<int>(day);
  }
  return std::nullopt;
}

using Pair = std::pair<std::string, std::string>;

// `mon-fri`, or one day: the first and the last one.
std::optional<std::pair<int, int>> DaysOf(const std::string& text) {
  const Pair ends = absl::StrSplit(text, absl::MaxSplits('-', 1));
  const auto first = DayOf(ends.first);
  const auto last = text.find('-') == text.npos ? first : DayOf(ends.second);
  if (!first || !last || *first > *last) return std::nullopt;
  return std::pair(*first, *last);
}

// `20-24`: the first hour, and the one behind the last.
std::optional<std::pair<int, int>> HoursOf(const std::string& text) {
  const Pair ends = absl::StrSplit(text, absl::MaxSplits('-', 1));
  int begin = 0;
  int end = 0;
  if (!absl::SimpleAtoi(ends.first, &begin) ||
      !absl::SimpleAtoi(ends.second, &end) || begin < 0 || begin >= end ||
      end > kHoursPerDay) {
    return std::nullopt;
  }
  return std::pair(begin, end);
}

}  // namespace

std::optional<std::vector<int32_t>> ParseWeeklyHours(const std::string& text) {
  std::vector<int32_t> hours;
  const std::string lower = absl::AsciiStrToLower(text);
  const std::vector<std::string> ranges = absl::StrSplit(lower, ',');
  for (const std::string& range : ranges) {
    const Pair parts = absl::StrSplit(range, absl::MaxSplits(':', 1));
    const auto days = DaysOf(parts.first);
    const auto of_day = range.find(':') == range.npos
                            ? std::pair(0, kHoursPerDay)
                            : HoursOf(parts.second);
    if (!days || !of_day) return std::nullopt;
    for (int day = days->first; day <= days->second; ++day) {
      hours.push_back(day * kHoursPerDay + of_day->first);
      hours.push_back(day * kHoursPerDay + of_day->second);
    }
  }
  return hours;
}

std::optional<int64_t> ParseSpan(const std::string& text) {
  if (text.empty()) return std::nullopt;
  int64_t unit = 0;
  switch (text.back()) {
    case 'm':
      unit = 60;
      break;
    case 'h':
      unit = 3600;
      break;
    case 'd':
      unit = 86'400;
      break;
    case 'w':
      unit = 7 * 86'400;
      break;
    default:
      return std::nullopt;
  }
  int64_t number = 0;
  if (!absl::SimpleAtoi(text.substr(0, text.size() - 1), &number) ||
      number <= 0 || number > kYearSeconds / unit) {
    return std::nullopt;
  }
  return number * unit;
}

}  // namespace farcall
