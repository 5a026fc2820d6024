// SPDX-License-Identifier: Apache-2.0
#include "cloudtrail/identity/command.h"

#include <algorithm>

#include "scoring/event/source_address.h"

namespace farcall {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Takes off a `v` and its number, if `name` ends so.
std::string_view WithoutVersion(std::string_view name) {
  size_t end = name.size();
  while (end > 0 && IsDigit(name[end - 1])) --end;
  const bool versioned = end > 0 && end < name.size() && name[end - 1] == 'v';
  return versioned ? name.substr(0, end - 1) : name;
}

// Whether `digits`, YYYYMMDD, can be the date of an API.
bool IsApiDate(std::string_view digits) {
  const std::string_view month = digits.substr(4, 2);
  const std::string_view day = digits.substr(6, 2);
  return std::all_of(digits.begin(), digits.end(), IsDigit) &&
         digits.starts_with("20") && month >= "01" && month <= "12" &&
         day >= "01" && day <= "31";
}

// Length of an API date at the end of `name`, 0 if there is none.
size_t ApiDateSize(std::string_view name) {
  if (name.size() > 8 && IsApiDate(name.substr(name.size() - 8))) return 8;
  if (name.size() <= 10) return 0;
  const std::string_view date = name.substr(name.size() - 10);
  if (date[4] != '_' || date[7] != '_') return 0;
  std::string digits(date);
  std::erase(digits, '_');
  return digits.size() == 8 && IsApiDate(digits) ? 10 : 0;
}

}  // namespace

bool IsServiceName(std::string_view name) {
  return !ServiceNameOf(name).empty();
}

std::string_view ServiceOf(std::string_view event_source) {
  const std::string_view name = ServiceNameOf(event_source);
  return name.empty() ? event_source : name;
}

std::string_view WithoutApiDate(std::string_view event_name) {
  for (const std::string_view name : {event_name, WithoutVersion(event_name)}) {
    const size_t date_size = ApiDateSize(name);
    if (date_size > 0) return name.substr(0, name.size() - date_size);
  }
  return event_name;
}

std::string CommandKey(std::string_view event_source,
                       std::string_view event_name) {
  const std::string_view service = ServiceOf(event_source);
  const std::string_view name = WithoutApiDate(event_name);
  std::string key;
  key.reserve(service.size() + 1 + name.size());
  key.append(service).append(1, ':').append(name);
  return key;
}

}  // namespace farcall
