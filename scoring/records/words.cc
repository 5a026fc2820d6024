// SPDX-License-Identifier: Apache-2.0
#include "scoring/records/words.h"

#include <algorithm>
#include <array>
#include <chrono>

#include "scoring/event/event.h"
#include "scoring/event/origin.h"
#include "scoring/records/attribute.h"
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

template <typename Number>
void WriteTwoDigits(Number number, char* to) {
  to[0] = static_cast<char>('0' + number / 10);
  to[1] = static_cast<char>('0' + number % 10);
}

std::string_view AfterLast(std::string_view text, char separator) {
  return text.substr(text.rfind(separator) + 1);
}

std::string_view BeforeLast(std::string_view text, char separator) {
  return text.substr(0, std::min(text.rfind(separator), text.size()));
}

void AppendOrigin(std::string_view origin, TextBuffer& text) {
  if (!origin.starts_with('@')) return text.Add(origin);
  if (origin == kOriginPrivate) return text.Add("a private address");
  if (origin == kOriginInternal) return text.Add("AWS's own network");
  if (origin == kOriginUnknown) return text.Add("an unknown place");
  if (origin.starts_with(kOriginServicePrefix)) {
    origin.remove_prefix(std::string_view(kOriginServicePrefix).size());
    text.Add("the AWS service ");
  }
  text.Add(origin);
}

// The value is the text of an address's first parts (attribute.cc).
void AppendNetwork(std::string_view network, TextBuffer& text) {
  if (network.find(':') == network.npos) {
    text.Add(network);
    return text.Add(".0/24");
  }
  if (network.find("::") != network.npos) return text.Add(network);
  if (network.ends_with(':')) network.remove_suffix(1);
  text.Add(network);
  text.Add("::/48");
}

}  // namespace

void AppendDate(int64_t seconds, TextBuffer& text) {
  const std::chrono::year_month_day day(std::chrono::floor<std::chrono::days>(
      std::chrono::sys_seconds(std::chrono::seconds(seconds))));
  const int year = static_cast<int>(day.year());
  if (year >= 1000 && year <= 9999) {
    char* const to = text.Take(4);
    WriteTwoDigits(year / 100, to);
    WriteTwoDigits(year % 100, to + 2);
  } else {
    text.AddNumber(year);
  }
  char* const to = text.Take(6);
  to[0] = '-';
  WriteTwoDigits(static_cast<unsigned>(day.month()), to + 1);
  to[3] = '-';
  WriteTwoDigits(static_cast<unsigned>(day.day()), to + 4);
}

void AppendMinute(int64_t seconds, TextBuffer& text) {
  AppendDate(seconds, text);
  char* const to = text.Take(6);
  to[0] = ' ';
  WriteTwoDigits(seconds / 3600 % 24, to + 1);
  to[3] = ':';
  WriteTwoDigits(seconds / 60 % 60, to + 4);
}

std::string Minute(int64_t seconds) {
  std::array<char, 32> room;
  TextBuffer text(room);
  AppendMinute(seconds, text);
  return std::string(text.bytes());
}

void AppendSpan(int64_t seconds, TextBuffer& text) {
  for (const Unit& unit : kUnits) {
    if (seconds < 2 * unit.seconds) continue;
    const int64_t units = (seconds + unit.seconds / 2) / unit.seconds;
    return AppendCount(static_cast<uint64_t>(units), unit.name, text);
  }
  AppendCount(static_cast<uint64_t>(std::max<int64_t>(seconds, 1)), "second",
              text);
}

ShownName ShownPrincipal(std::string_view key) {
  const std::string_view name = AfterLast(key, '/');
  switch (PrincipalKindOf(key)) {
    case PrincipalKind::kRole:
      return {"the role ", name};
    case PrincipalKind::kSession:
      return {"the session ", name, " of the role ",
              AfterLast(BeforeLast(key, '/'), '/')};
    case PrincipalKind::kRoot:
      return {"the root user of ", AfterLast(BeforeLast(key, ':'), ':')};
    case PrincipalKind::kAccount:
      return {"the account ", BeforeLast(key, ':')};
    default:
      return {.name = name};
  }
}

void Append(const ShownName& name, TextBuffer& text) {
  if (!name.what.empty()) text.Add(name.what);
  text.Add(name.name);
  if (name.between.empty()) return;
  text.Add(name.between);
  text.Add(name.owner);
}

void AppendValue(Attribute attribute, std::string_view value,
                 TextBuffer& text) {
  switch (attribute) {
    case Attribute::kCountry:
      return AppendOrigin(value, text);
    case Attribute::kNetwork:
      return AppendNetwork(value, text);
    default:
      return text.Add(value);
  }
}

std::string CidrOf(std::string_view network) {
  if (network.empty()) return "";
  std::array<char, 64> room;
  TextBuffer text(room);
  AppendNetwork(network, text);
  return std::string(text.bytes());
}

}  // namespace farcall
