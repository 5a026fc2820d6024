// SPDX-License-Identifier: Apache-2.0
#include "scoring/attribute.h"

#include <algorithm>

#include "scoring/failure_window.h"
#include "scoring/instance_site.h"
#include "scoring/source_address.h"
#include "scoring/tool.h"

namespace farcall {
namespace {

struct Row {
  Attribute attribute;
  std::string_view name;
  bool habit;  // IsHabit()
  // ValueOf(); nullptr: IsCountedApart().
  std::string_view (*value)(const Event&, const Origin&, Texts&);
};

std::string_view CountryOf(const Event& event, const Origin& origin, Texts&) {
  // AWS calls for the principal from its own network: nobody is there.
  if (origin.value == kOriginInternal && !event.principal.empty()) return {};
  return origin.value;
}

std::string_view CityOf(const Event&, const Origin& origin, Texts& texts) {
  if (origin.city.empty()) return {};
  return texts.Keep(origin.value + "/" + origin.city);
}

std::string_view CommandOf(const Event& event, const Origin&, Texts&) {
  return event.command;
}

std::string_view ServiceOf(const Event& event, const Origin&, Texts&) {
  return std::string_view(event.command).substr(0, event.command.find(':'));
}

std::string_view ErrorCodeOf(const Event& event, const Origin&, Texts&) {
  return event.error_code;
}

std::string_view ToolOfEvent(const Event& event, const Origin&, Texts& texts) {
  if (event.from_console) return kConsoleTool;
  return texts.ToolOf(event.user_agent, event.invoked_by_aws ||
                                            IsAwsItself(event.source_address));
}

// IPv4 /24, IPv6 /48, as the text of their first parts.
std::string_view NetworkOfAddress(std::string_view address) {
  const bool v4 = address.find(':') == address.npos;
  if (v4 && !std::ranges::all_of(address, [](char c) {
        return (c >= '0' && c <= '9') || c == '.';
      })) {
    return {};
  }
  size_t end = address.npos;
  size_t at = 0;
  for (int part = 0; part < 3; ++part) {
    end = address.find(v4 ? '.' : ':', at);
    if (end == address.npos) return v4 ? std::string_view() : address;
    at = end + 1;
  }
  return address.substr(0, end);
}

std::string_view NetworkOf(const Event& event, const Origin&, Texts&) {
  if (MayChooseAddress(event)) return {};
  return NetworkOfAddress(event.source_address);
}

std::string_view OperatorOf(const Event& event, const Origin& origin, Texts&) {
  if (MayChooseAddress(event)) return {};
  return origin.network_operator.key;
}

std::string_view FailuresOf(const Event& event, const Origin&, Texts& texts) {
  if (event.error_code.empty()) return {};
  return texts.Keep(FailureOf(event));
}

std::string_view InstanceSiteOf(const Event& event, const Origin& origin,
                                Texts& texts) {
  if (event.instance_id.empty()) return {};
  return texts.Keep(InstanceSite(event, origin));
}

constexpr std::array kRows = {
    Row{Attribute::kCountry, "country", true, CountryOf},
    Row{Attribute::kCity, "city", true, CityOf},
    Row{Attribute::kCommand, "command", true, CommandOf},
    Row{Attribute::kService, "service", true, ServiceOf},
    Row{Attribute::kErrorCode, "error_code", true, ErrorCodeOf},
    Row{Attribute::kTool, "tool", true, ToolOfEvent},
    Row{Attribute::kNetwork, "network", true, NetworkOf},
    Row{Attribute::kFailures, "failures", false, FailuresOf},
    Row{Attribute::kEvidence, "evidence", false, nullptr},
    Row{Attribute::kAlerts, "alerts", false, nullptr},
    Row{Attribute::kDayBests, "day_bests", false, nullptr},
    Row{Attribute::kOperator, "operator", true, OperatorOf},
    Row{Attribute::kAnswers, "answers", false, nullptr},
    Row{Attribute::kInstanceSite, "instance_site", true, InstanceSiteOf},
};

constexpr bool IsInOrder() {
  for (size_t i = 0; i < kRows.size(); ++i) {
    if (kRows[i].attribute != kAttributes[i]) return false;
  }
  return kRows.size() == kAttributes.size();
}
static_assert(IsInOrder(), "a row for each attribute, in the order of numbers");
static_assert(std::ranges::all_of(kRows, [](const Row& row) {
  return IsCountedApart(row.attribute) == (row.value == nullptr);
}));

constexpr Row kUnknown{{}, "unknown", false, nullptr};

const Row& RowOf(Attribute attribute) {
  const size_t index = static_cast<size_t>(attribute) - 1;
  return index < kRows.size() ? kRows[index] : kUnknown;
}

}  // namespace

std::string_view AttributeName(Attribute attribute) {
  return RowOf(attribute).name;
}

bool IsHabit(Attribute attribute) { return RowOf(attribute).habit; }

std::string_view Texts::ToolOf(std::string_view user_agent, bool by_aws) {
  const auto [it, added] = tools_.try_emplace({user_agent, by_aws});
  if (added) it->second = farcall::ToolOf(user_agent, by_aws);
  return it->second;
}

std::string_view ValueOf(Attribute attribute, const Event& event,
                         const Origin& origin, Texts& texts) {
  const Row& row = RowOf(attribute);
  return row.value == nullptr ? std::string_view()
                              : row.value(event, origin, texts);
}

}  // namespace farcall
