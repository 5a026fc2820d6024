// SPDX-License-Identifier: Apache-2.0
#include "scoring/findings/exemption_check.h"

#include <algorithm>
#include <span>
#include <string_view>

namespace farcall {
namespace {

constexpr int64_t kSecondsPerDay = 86'400;

using Faults = std::vector<ExemptionFault>;

std::string FieldOf(std::string_view list, size_t index) {
  return std::string(list) + "[" + std::to_string(index) + "]";
}

std::string Quoted(std::string_view text) {
  return "`" + std::string(text) + "` ";
}

bool TooMany(std::string_view field, size_t size, size_t size_max,
             Faults& faults) {
  if (size <= size_max) return false;
  faults.push_back({std::string(field), "has " + std::to_string(size) +
                                            " entries; the limit is " +
                                            std::to_string(size_max)});
  return true;
}

// Whether a beginning holds a kind and one whole element of a path:
// `...:role/ci/`, `...:assumed-role/deploy/`.
bool HasWholeElement(std::string_view beginning) {
  const size_t kind_end = beginning.find('/');
  if (kind_end == beginning.npos) return false;
  const size_t element_end = beginning.find('/', kind_end + 1);
  return element_end != beginning.npos && element_end > kind_end + 1;
}

// Whether a text holds a whole service: `s3:`.
bool HasService(std::string_view text) {
  const size_t end = text.find(':');
  return end != text.npos && end > 0;
}

using IsLongEnough = bool (*)(std::string_view);

// A list whose entries are whole texts or beginnings.
void CheckTexts(std::string_view field, std::span<const std::string> texts,
                IsLongEnough is_long_enough, std::string_view rule,
                Faults& faults) {
  if (TooMany(field, texts.size(), kExemptionTextsMax, faults)) return;
  for (size_t i = 0; i < texts.size(); ++i) {
    const std::string_view text = texts[i];
    const bool is_beginning = IsBeginning(text);
    const std::string_view rest =
        is_beginning ? text.substr(0, text.size() - 1) : text;
    if (rest.find('*') != rest.npos) {
      faults.push_back({FieldOf(field, i),
                        Quoted(text) + "may have a `*` at its end alone"});
    } else if (is_beginning && !is_long_enough(rest)) {
      faults.push_back({FieldOf(field, i), Quoted(text) + std::string(rule)});
    } else if (std::ranges::find(texts.first(i), text) !=
               texts.begin() + static_cast<std::ptrdiff_t>(i)) {
      faults.push_back({FieldOf(field, i), Quoted(text) + "is there before"});
    }
  }
}

void CheckCommands(std::span<const std::string> commands, Faults& faults) {
  CheckTexts("commands", commands, HasService,
             "begins too much: a beginning holds a whole service, as `s3:*`",
             faults);
  if (commands.size() > kExemptionTextsMax) return;
  for (size_t i = 0; i < commands.size(); ++i) {
    if (!IsBeginning(commands[i]) && !HasService(commands[i])) {
      faults.push_back(
          {FieldOf("commands", i),
           Quoted(commands[i]) + "is no command, such as `ssm:SendCommand`"});
    }
  }
}

void CheckTimes(const Exemption& exemption, int64_t now_seconds,
                Faults& faults) {
  const int64_t from = exemption.from_seconds;
  const int64_t to = exemption.to_seconds;
  const std::string limit =
      std::to_string(kExemptionSecondsMax / kSecondsPerDay) + " days";
  if (to == 0) {
    faults.push_back({"to", "is required: an exemption ends, at most " + limit +
                                " after `from`"});
  } else if (to <= now_seconds) {
    faults.push_back({"to", std::to_string(now_seconds - to) +
                                " seconds ago: it must be later than now"});
  } else if (to <= from) {
    faults.push_back({"to", "must be later than `from`"});
  } else if (to - from > kExemptionSecondsMax) {
    faults.push_back({"to", std::to_string(to - from) +
                                " seconds after `from`; the limit is " +
                                std::to_string(kExemptionSecondsMax) + ", " +
                                limit});
  }
}

void CheckHours(std::span<const HoursOfWeek> hours, Faults& faults) {
  if (TooMany("weekly_hours", hours.size(), kExemptionHoursMax, faults)) return;
  for (const HoursOfWeek& range : hours) {
    if (range.begin >= 0 && range.begin < range.end &&
        range.end <= kHoursPerWeek) {
      continue;
    }
    faults.push_back(
        {"weekly_hours", "has the range " + std::to_string(range.begin) +
                             " to " + std::to_string(range.end) +
                             ": it must begin before it ends, within 0 to " +
                             std::to_string(kHoursPerWeek)});
    return;
  }
}

}  // namespace

std::vector<ExemptionFault> Check(const Exemption& exemption,
                                  int64_t now_seconds) {
  Faults faults;
  if (exemption.principals.empty() && exemption.accounts.empty()) {
    faults.push_back({"principals",
                      "is empty, and so is accounts: name whose calls are "
                      "planned, by one of them at least"});
  }
  CheckTexts("principals", exemption.principals, HasWholeElement,
             "begins too much: a beginning holds one whole element behind the "
             "kind, as `arn:aws:iam::111122223333:role/ci/*`",
             faults);
  CheckCommands(exemption.commands, faults);
  TooMany("accounts", exemption.accounts.size(), kExemptionTextsMax, faults);
  TooMany("places", exemption.places.size(), kExemptionTextsMax, faults);
  CheckTimes(exemption, now_seconds, faults);
  CheckHours(exemption.weekly_hours, faults);
  if (exemption.reason.empty()) faults.push_back({"reason", "is required"});
  return faults;
}

}  // namespace farcall
