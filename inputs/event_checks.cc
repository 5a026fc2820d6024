// SPDX-License-Identifier: Apache-2.0
#include "inputs/event_checks.h"

#include <algorithm>
#include <utility>

#include "inputs/field_checks.h"
#include "scoring/event/country_code.h"
#include "scoring/event/event.h"
#include "scoring/event/source_address.h"

namespace farcall {
namespace {

struct FieldLimit {
  const char* field;
  std::string_view StructuredEvent::*text;
  size_t bytes_max;
};

constexpr FieldLimit kFieldLimits[] = {
    {"event_id", &StructuredEvent::event_id, kEventIdBytesMax},
    {"principal", &StructuredEvent::principal, kPrincipalBytesMax},
    {"command", &StructuredEvent::command, kCommandBytesMax},
    {"source_address", &StructuredEvent::source_address,
     kSourceAddressBytesMax},
    {"error_code", &StructuredEvent::error_code, kErrorCodeBytesMax},
    {"error_message", &StructuredEvent::error_message, kErrorMessageBytesMax},
    {"user_agent", &StructuredEvent::user_agent, kUserAgentBytesMax},
    {"invoked_by", &StructuredEvent::invoked_by, kSourceAddressBytesMax},
    {"role", &StructuredEvent::role, kPrincipalBytesMax},
    {"identity_arn", &StructuredEvent::identity_arn, kIdentityArnBytesMax},
    {"access_key_id", &StructuredEvent::access_key_id,
     CallDetails::kAccessKeyBytesMax},
    {"issued_access_key_id", &StructuredEvent::issued_access_key_id,
     CallDetails::kAccessKeyBytesMax},
    {"region", &StructuredEvent::region, kRegionBytesMax},
    {"ec2_role_delivery", &StructuredEvent::ec2_role_delivery,
     kEc2RoleDeliveryBytesMax},
};

// `what` goes on behind the name of the field.
FieldError Invalid(std::string field, const std::string& what) {
  std::string message = field + " " + what;
  return {std::move(field), FieldErrorReason::kInvalid, std::move(message)};
}

// `service:EventName`, both parts there.
bool IsCommand(std::string_view command) {
  const size_t colon = command.find(':');
  return colon != std::string_view::npos && colon > 0 &&
         colon + 1 < command.size();
}

bool IsPartOfSecond(int32_t nanos) {
  return nanos >= 0 && nanos < kNanosPerSecond;
}

std::optional<FieldError> CheckTexts(const StructuredEvent& event) {
  for (const FieldLimit& limit : kFieldLimits) {
    const std::string_view text = event.*limit.text;
    if (text.size() > limit.bytes_max) {
      return TooLargeField(limit.field, text.size(), limit.bytes_max);
    }
    if (!event.is_printable_ascii && HasControlCharacter(text)) {
      return Invalid(limit.field, "holds a control character");
    }
  }
  return std::nullopt;
}

std::optional<FieldError> CheckRequired(const StructuredEvent& event) {
  if (event.event_id.empty()) return MissingField("event_id");
  if (!event.event_time.has_value()) return MissingField("event_time");
  if (!IsPartOfSecond(event.event_time->nanos)) {
    return Invalid("event_time", "has nanos that are no part of a second");
  }
  if (event.command.empty()) return MissingField("command");
  if (!IsCommand(event.command)) {
    return Invalid("command", "does not have the form service:EventName");
  }
  return std::nullopt;
}

std::optional<FieldError> CheckAccounts(const StructuredEvent& event) {
  if (!event.account.empty() && !IsAccountId(event.account)) {
    return Invalid("account", "is not 12 digits");
  }
  if (!event.vpc_endpoint_account_id.empty() &&
      !IsAccountId(event.vpc_endpoint_account_id)) {
    return Invalid("vpc_endpoint_account_id", "is not 12 digits");
  }
  if (!event.vpc_endpoint_id.empty() &&
      !IsVpcEndpointId(event.vpc_endpoint_id)) {
    return Invalid("vpc_endpoint_id",
                   "has " + std::to_string(event.vpc_endpoint_id.size()) +
                       " bytes; it must be `vpce-` and letters, digits and "
                       "`-`, at most 64 bytes");
  }
  return std::nullopt;
}

std::optional<FieldError> CheckSession(const StructuredEvent& event) {
  if (!event.role.empty() &&
      PrincipalKindOf(event.role) != PrincipalKind::kRole) {
    return Invalid("role",
                   "does not have the form arn:aws:iam::111122223333:role/"
                   "Name");
  }
  if (!event.role.empty() && event.principal.empty()) {
    return Invalid("role", "needs principal: whose role it is");
  }
  if (!event.instance_id.empty() && !IsInstanceId(event.instance_id)) {
    return Invalid("instance_id",
                   "has " + std::to_string(event.instance_id.size()) +
                       " bytes; it must be `i-` and 8 to 17 hexadecimal "
                       "digits");
  }
  if (!event.instance_id.empty() && event.principal.empty()) {
    return Invalid("instance_id", "needs principal: whose instance it is");
  }
  return std::nullopt;
}

std::optional<FieldError> CheckResources(const SentResources& resources,
                                         bool is_printable_ascii) {
  if (resources.count > kResourcesMax) {
    return FieldError{"resources", FieldErrorReason::kTooLarge,
                      "resources has " + std::to_string(resources.count) +
                          " ARNs; the limit is " +
                          std::to_string(kResourcesMax)};
  }
  if (resources.bytes_max > kResourceBytesMax) {
    return TooLargeField("resources", resources.bytes_max, kResourceBytesMax);
  }
  if (!is_printable_ascii &&
      std::ranges::any_of(resources.first, HasControlCharacter)) {
    return Invalid("resources", "holds a control character");
  }
  return std::nullopt;
}

std::optional<FieldError> CheckDetails(const StructuredEvent& event,
                                       const RequestLimits& limits) {
  const auto json_bytes_max = static_cast<size_t>(limits.record_bytes_max);
  if (event.request_parameters_json.size() > json_bytes_max) {
    return TooLargeField("request_parameters_json",
                         event.request_parameters_json.size(), json_bytes_max);
  }
  if (const auto& time = event.session_creation_time) {
    if (!IsPartOfSecond(time->nanos)) {
      return Invalid("session_creation_time",
                     "has nanos that are no part of a second");
    }
    if (time->seconds < 0 || time->seconds > kTimestampSecondsMax) {
      return FieldError{"session_creation_time", FieldErrorReason::kOutOfRange,
                        "session_creation_time is " +
                            std::to_string(time->seconds) +
                            " in Unix seconds; the range is 0 to " +
                            std::to_string(kTimestampSecondsMax)};
    }
  }
  return CheckResources(event.resources, event.is_printable_ascii);
}

std::optional<FieldError> CheckFields(const StructuredEvent& event,
                                      const RequestLimits& limits) {
  if (auto error = CheckTexts(event)) return error;
  if (auto error = CheckRequired(event)) return error;
  if (auto error = CheckAccounts(event)) return error;
  if (auto error = CheckSession(event)) return error;
  if (auto error = CheckDetails(event, limits)) return error;
  return CheckCountry(event.country);
}

bool HasPlainDetails(const StructuredEvent& event,
                     const RequestLimits& limits) {
  const auto& time = event.session_creation_time;
  return event.request_parameters_json.size() <=
             static_cast<size_t>(limits.record_bytes_max) &&
         event.resources.count <= kResourcesMax &&
         event.resources.bytes_max <= kResourceBytesMax &&
         (!time || (time->nanos == 0 && time->seconds >= 0 &&
                    time->seconds <= kTimestampSecondsMax));
}

// Whether CheckFields can find nothing wrong: true of nearly all events. False
// says nothing.
bool IsPlain(const StructuredEvent& event, const RequestLimits& limits) {
  const bool fits =
      std::ranges::all_of(kFieldLimits, [&event](const FieldLimit& limit) {
        return (event.*limit.text).size() <= limit.bytes_max;
      });
  const bool has_rare_field =
      !event.invoked_by.empty() || !event.role.empty() ||
      !event.vpc_endpoint_account_id.empty() ||
      !event.vpc_endpoint_id.empty() || !event.instance_id.empty() ||
      !event.country.empty();
  return event.is_printable_ascii && fits && !has_rare_field &&
         HasPlainDetails(event, limits) && !event.event_id.empty() &&
         event.event_time.has_value() && event.event_time->nanos == 0 &&
         IsCommand(event.command) &&
         (event.account.empty() || IsAccountId(event.account));
}

}  // namespace

FieldError MissingField(std::string field) {
  std::string message = field + " is required";
  return {std::move(field), FieldErrorReason::kMissing, std::move(message)};
}

FieldError TooLargeField(std::string field, size_t bytes, size_t bytes_max) {
  std::string message = field + " has " + std::to_string(bytes) +
                        " bytes; the limit is " + std::to_string(bytes_max);
  return {std::move(field), FieldErrorReason::kTooLarge, std::move(message)};
}

std::optional<FieldError> CheckCountry(std::string_view country) {
  if (country.empty() || IsCountryCode(country)) return std::nullopt;
  return Invalid("country",
                 "is not the ISO 3166-1 alpha-2 code of a country, in "
                 "capitals");
}

std::optional<FieldError> CheckEvent(const StructuredEvent& event,
                                     const RequestLimits& limits) {
  if (IsPlain(event, limits)) return std::nullopt;
  return CheckFields(event, limits);
}

}  // namespace farcall
