// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <string_view>

#include "inputs/limits.h"
#include "inputs/parsed_record.h"
#include "scoring/event/country_code.h"
#include "tests/fuzz/property.h"
#include "text/utf8.h"

namespace farcall {

// What becomes a key of the store, or a label for people.
inline void RequireSoundKey(std::string_view text, size_t bytes_max) {
  if (text.size() > bytes_max) Broken("a key is longer than its limit");
  if (!IsUtf8(text)) Broken("a key is not UTF-8");
  if (std::ranges::any_of(
          text, [](unsigned char c) { return c < 0x20 || c == 0x7f; })) {
    Broken("a key has a control character");
  }
}

inline void RequireSoundText(std::string_view text, size_t bytes_max) {
  if (text.size() > bytes_max) Broken("a text is longer than its limit");
  if (!IsUtf8(text)) Broken("a text is not UTF-8");
}

inline void RequireSoundDetails(const CallDetails& details) {
  RequireSoundKey(details.identity_arn, CallDetails::kTextBytesMax);
  RequireSoundKey(details.access_key_id, CallDetails::kAccessKeyBytesMax);
  RequireSoundKey(details.issued_access_key_id,
                  CallDetails::kAccessKeyBytesMax);
  RequireSoundKey(details.region, kRegionBytesMax);
  RequireSoundKey(details.ec2_role_delivery, kEc2RoleDeliveryBytesMax);
  if (details.session_created_seconds < 0) Broken("a session before 1970");
  if (details.assets.size() > CallDetails::kAssetsMax ||
      details.parameters.size() > CallDetails::kParametersMax) {
    Broken("more assets or parameters than are kept");
  }
  for (const std::string& asset : details.assets) {
    RequireSoundKey(asset, CallDetails::kTextBytesMax);
    if (!asset.starts_with("arn:")) Broken("an asset that is no ARN");
  }
  for (const std::string& parameter : details.parameters) {
    const size_t equals = parameter.find('=');
    if (equals == std::string::npos) Broken("a parameter without its name");
    RequireSoundKey(parameter, equals + 1 + CallDetails::kParameterBytesMax);
  }
}

inline void RequireSoundEvent(const Event& event) {
  RequireSoundDetails(event.details);
  RequireSoundText(event.event_id, kEventIdBytesMax);
  RequireSoundKey(event.principal, kPrincipalBytesMax);
  RequireSoundKey(event.command, kCommandBytesMax);
  RequireSoundKey(event.source_address, kSourceAddressBytesMax);
  RequireSoundKey(event.error_code, kErrorCodeBytesMax);
  RequireSoundText(event.error_message, kErrorMessageBytesMax);
  RequireSoundText(event.user_agent, kUserAgentBytesMax);
  if (!event.country.empty() && !IsCountryCode(event.country)) {
    Broken("the country is none");
  }
  if (event.account.size() > 12 ||
      event.account.find_first_not_of("0123456789") != std::string::npos) {
    Broken("the account is no number of 12 digits");
  }
  const bool nobody = event.principal_kind == PrincipalKind::kNone ||
                      event.principal_kind == PrincipalKind::kService;
  if (event.principal.empty() != nobody) {
    Broken("the kind of the principal is not that of its key");
  }
}

// An event that is whole has what scoring needs.
inline void RequireWholeEvent(const Event& event) {
  if (event.event_id.empty()) Broken("an event without its id");
  RequireSoundKey(event.event_id, kEventIdBytesMax);
  const size_t colon = event.command.find(':');
  if (colon == std::string::npos || colon == 0 ||
      colon + 1 == event.command.size()) {
    Broken("the command is not service:EventName");
  }
}

inline void RequireSoundRecord(const ParsedRecord& record) {
  RequireSoundEvent(record.event);
  if (record.ok()) RequireWholeEvent(record.event);
  const auto* error = std::get_if<FieldError>(&record.outcome);
  if (error == nullptr) return;
  RequireSoundKey(error->field, 128);
  RequireSoundKey(error->message, 1024);
  if (error->message.find(error->field) == std::string::npos) {
    Broken("the message of an error does not name its field");
  }
}

}  // namespace farcall
