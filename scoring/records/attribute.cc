// SPDX-License-Identifier: Apache-2.0
#include "scoring/records/attribute.h"

#include <algorithm>

#include "scoring/event/source_address.h"
#include "scoring/event/tool.h"
#include "scoring/records/failure_windows.h"
#include "scoring/records/instance_site.h"

namespace farcall {
namespace {

struct Row {
  Attribute attribute;
  std::string_view name;
  bool habit;  // IsHabit()
  // ValueOf().
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
  const Texts::Tools tools = texts.ToolsOf(event.user_agent);
  if (tools.by_aws == tools.by_others) return tools.by_others;
  return event.invoked_by_aws || IsAwsItself(event.source_address)
             ? tools.by_aws
             : tools.by_others;
}

std::string_view NetworkOfIpv6(std::string_view address) {
  int colons = 0;
  for (size_t i = 0; i < address.size(); ++i) {
    if (address[i] == ':' && ++colons == 3) return address.substr(0, i);
  }
  return address;
}

// IPv4 /24, IPv6 /48, as the text of their first parts.
std::string_view NetworkOfAddress(std::string_view address) {
  int dots = 0;
  size_t third = 0;
  for (size_t i = 0; i < address.size(); ++i) {
    const char c = address[i];
    if (c == '.') {
      if (++dots == 3) third = i;
    } else if (c < '0' || c > '9') {
      return address.find(':') == address.npos ? std::string_view()
                                               : NetworkOfIpv6(address);
    }
  }
  return address.substr(0, third);
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

std::string_view RegionOf(const Event& event, const Origin&, Texts&) {
  return event.details.region;
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
    Row{Attribute::kOperator, "operator", true, OperatorOf},
    Row{Attribute::kInstanceSite, "instance_site", true, InstanceSiteOf},
    Row{Attribute::kRegion, "region", true, RegionOf},
};

static_assert(std::ranges::equal(kRows, kAttributes, {}, &Row::attribute),
              "a row for each attribute, in the order of numbers");

constexpr Row kUnknown{{}, "unknown", false, nullptr};

// By number: the index of its row, and 1; 0 = it has none.
constexpr auto kRowOf = [] {
  std::array<uint8_t, kAttributeEnd> rows{};
  for (size_t i = 0; i < kRows.size(); ++i) {
    rows[static_cast<size_t>(kRows[i].attribute)] = static_cast<uint8_t>(i + 1);
  }
  return rows;
}();

const Row& RowOf(Attribute attribute) {
  const auto number = static_cast<size_t>(attribute);
  return number < kRowOf.size() && kRowOf[number] != 0
             ? kRows[kRowOf[number] - 1]
             : kUnknown;
}

}  // namespace

std::string_view AttributeName(Attribute attribute) {
  return RowOf(attribute).name;
}

bool IsHabit(Attribute attribute) { return RowOf(attribute).habit; }

Texts::Tools Texts::ToolsOf(std::string_view user_agent) {
  const auto [it, added] = tools_.try_emplace(HashedText(user_agent));
  if (added) {
    it->second = {.by_aws = ToolOf(user_agent, true),
                  .by_others = ToolOf(user_agent, false)};
  }
  return it->second;
}

std::string_view ValueOf(Attribute attribute, const Event& event,
                         const Origin& origin, Texts& texts) {
  const Row& row = RowOf(attribute);
  return row.value == nullptr ? std::string_view()
                              : row.value(event, origin, texts);
}

}  // namespace farcall
