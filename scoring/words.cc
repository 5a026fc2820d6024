// SPDX-License-Identifier: Apache-2.0
#include "scoring/words.h"

#include <algorithm>
#include <array>
#include <chrono>

#include "scoring/attribute.h"
#include "scoring/event.h"
#include "scoring/origin.h"
#include "text/count.h"

namespace farcall {
namespace {

struct Unit {
  int64_t seconds;
  std::string_view name;
};

// Of a span, the largest of which there are two or more.
constexpr std::array kUnits = {Unit{24 * 3600, "day"}, Unit{3600, "hour"},
                               Unit{60, "minute"}};

// Two digits and what comes before them.
void AppendTwoDigits(std::string_view before, int64_t number,
                     std::string& text) {
  text += before;
  text += static_cast<char>('0' + number / 10);
  text += static_cast<char>('0' + number % 10);
}

std::string_view AfterLast(std::string_view text, char separator) {
  return text.substr(text.rfind(separator) + 1);
}

std::string_view BeforeLast(std::string_view text, char separator) {
  return text.substr(0, std::min(text.rfind(separator), text.size()));
}

std::string Concat(std::string_view a, std::string_view b,
                   std::string_view c = {}, std::string_view d = {}) {
  std::string text(a);
  text.append(b).append(c).append(d);
  return text;
}

std::string ShownOrigin(std::string_view origin) {
  if (origin == kOriginPrivate) return "a private address";
  if (origin == kOriginInternal) return "AWS's own network";
  if (origin == kOriginUnknown) return "an unknown place";
  if (origin.starts_with(kOriginServicePrefix)) {
    origin.remove_prefix(std::string_view(kOriginServicePrefix).size());
    return Concat("the AWS service ", origin);
  }
  return std::string(origin);
}

// The value is the text of an address's first parts (attribute.cc).
std::string ShownNetwork(std::string_view network) {
  if (network.find(':') == network.npos) return Concat(network, ".0/24");
  if (network.find("::") != network.npos) return std::string(network);
  if (network.ends_with(':')) network.remove_suffix(1);
  return Concat(network, "::/48");
}

}  // namespace

std::string Date(int64_t seconds) {
  const std::chrono::year_month_day day(std::chrono::floor<std::chrono::days>(
      std::chrono::sys_seconds(std::chrono::seconds(seconds))));
  std::string text = std::to_string(static_cast<int>(day.year()));
  AppendTwoDigits("-", static_cast<unsigned>(day.month()), text);
  AppendTwoDigits("-", static_cast<unsigned>(day.day()), text);
  return text;
}

std::string Minute(int64_t seconds) {
  std::string text = Date(seconds);
  AppendTwoDigits(" ", seconds / 3600 % 24, text);
  AppendTwoDigits(":", seconds / 60 % 60, text);
  return text;
}

std::string Span(int64_t seconds) {
  for (const Unit& unit : kUnits) {
    if (seconds < 2 * unit.seconds) continue;
    const int64_t units = (seconds + unit.seconds / 2) / unit.seconds;
    return Count(static_cast<uint64_t>(units), unit.name);
  }
  return Count(static_cast<uint64_t>(std::max<int64_t>(seconds, 1)), "second");
}

std::string ShownPrincipal(std::string_view key) {
  const std::string_view name = AfterLast(key, '/');
  switch (PrincipalKindOf(key)) {
    case PrincipalKind::kRole:
      return Concat("the role ", name);
    case PrincipalKind::kSession:
      return Concat("the session ", name, " of the role ",
                    AfterLast(BeforeLast(key, '/'), '/'));
    case PrincipalKind::kRoot:
      return Concat("the root user of ", AfterLast(BeforeLast(key, ':'), ':'));
    case PrincipalKind::kAccount:
      return Concat("the account ", BeforeLast(key, ':'));
    default:
      return std::string(name);
  }
}

std::string ShownValue(Attribute attribute, std::string_view value) {
  switch (attribute) {
    case Attribute::kCountry:
      return ShownOrigin(value);
    case Attribute::kNetwork:
      return ShownNetwork(value);
    default:
      return std::string(value);
  }
}

}  // namespace farcall
