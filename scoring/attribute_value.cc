// SPDX-License-Identifier: Apache-2.0
#include "scoring/attribute_value.h"

#include "scoring/failure_window.h"
#include "scoring/instance_site.h"
#include "scoring/source_address.h"
#include "scoring/tool.h"

namespace farcall {
namespace {

// IPv4 /24, IPv6 /48, as the text of their first parts.
std::string_view NetworkOf(std::string_view address) {
  const bool v4 = address.find(':') == address.npos;
  if (v4 && address.find_first_not_of("0123456789.") != address.npos) return {};
  size_t end = address.npos;
  size_t at = 0;
  for (int part = 0; part < 3; ++part) {
    end = address.find(v4 ? '.' : ':', at);
    if (end == address.npos) return v4 ? std::string_view() : address;
    at = end + 1;
  }
  return address.substr(0, end);
}

}  // namespace

std::string_view ValueOf(Attribute attribute, const Event& event,
                         const Origin& origin, Texts& texts) {
  switch (attribute) {
    case Attribute::kCountry:
      // AWS calls for the principal from its own network: nobody is there.
      if (origin.value == kOriginInternal && !event.principal.empty()) {
        return {};
      }
      return origin.value;
    case Attribute::kCity:
      if (origin.city.empty()) return {};
      return texts.Keep(origin.value + "/" + origin.city);
    case Attribute::kCommand:
      return event.command;
    case Attribute::kService:
      return std::string_view(event.command).substr(0, event.command.find(':'));
    case Attribute::kErrorCode:
      return event.error_code;
    case Attribute::kTool:
      return event.from_console ? kConsoleTool
                                : ToolOf(event.user_agent,
                                         event.invoked_by_aws ||
                                             IsAwsItself(event.source_address));
    case Attribute::kNetwork:
      if (MayChooseAddress(event)) return {};
      return NetworkOf(event.source_address);
    case Attribute::kOperator:
      if (MayChooseAddress(event)) return {};
      return origin.network_operator.key;
    case Attribute::kFailures:
      if (event.error_code.empty()) return {};
      return texts.Keep(FailureOf(event));
    case Attribute::kInstanceSite:
      if (event.instance_id.empty()) return {};
      return texts.Keep(InstanceSite(event, origin));
    case Attribute::kEvidence:
    case Attribute::kAlerts:
    case Attribute::kDayBests:
    case Attribute::kAnswers:
      break;  // is not counted by its value
  }
  return {};
}

}  // namespace farcall
