// SPDX-License-Identifier: Apache-2.0
#include "server/handlers/input_reader.h"

#include <algorithm>
#include <ctime>
#include <optional>
#include <string>
#include <utility>

#include "cloudtrail/identity/authentication.h"
#include "ingest/field_checks.h"
#include "scoring/event/country_code.h"
#include "scoring/event/source_address.h"

namespace farcall {
namespace {

// CloudTrail was launched in November 2013: an older time is a clock that was
// never set.
constexpr int64_t kEventTimeSecondsMin = 1356998400;  // 2013-01-01T00:00:00Z

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
};

FieldError Missing(std::string field) {
  std::string message = field + " is required";
  return {std::move(field), FieldErrorReason::kMissing, std::move(message)};
}

FieldError TooLarge(std::string field, size_t bytes, size_t bytes_max) {
  std::string message = field + " has " + std::to_string(bytes) +
                        " bytes; the limit is " + std::to_string(bytes_max);
  return {std::move(field), FieldErrorReason::kTooLarge, std::move(message)};
}

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

std::optional<FieldError> CheckCountry(std::string_view country) {
  if (country.empty() || IsCountryCode(country)) return std::nullopt;
  return Invalid("country",
                 "is not the ISO 3166-1 alpha-2 code of a country, in "
                 "capitals");
}

// `1999-12-31T23:59:59Z`.
std::string Rfc3339(int64_t seconds) {
  const std::time_t time = seconds;
  std::tm utc{};
  gmtime_r(&time, &utc);
  char text[40];
  std::strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &utc);
  return text;
}

bool IsInRange(const Event& event, const RequestLimits& limits,
               int64_t now_seconds) {
  return event.event_time_seconds >= kEventTimeSecondsMin &&
         event.event_time_seconds <=
             now_seconds + limits.event_future_seconds_max;
}

FieldError OutOfRange(const Event& event, const char* field,
                      const RequestLimits& limits, int64_t now_seconds) {
  const int64_t latest = now_seconds + limits.event_future_seconds_max;
  return {field, FieldErrorReason::kOutOfRange,
          std::string(field) + " is " + Rfc3339(event.event_time_seconds) +
              "; the range is " + Rfc3339(kEventTimeSecondsMin) + " to " +
              Rfc3339(latest) + " (" +
              std::to_string(limits.event_future_seconds_max) +
              " s ahead of the server's clock)"};
}

std::optional<FieldError> CheckTexts(const StructuredEvent& event) {
  for (const FieldLimit& limit : kFieldLimits) {
    const std::string_view text = event.*limit.text;
    if (text.size() > limit.bytes_max) {
      return TooLarge(limit.field, text.size(), limit.bytes_max);
    }
    if (!event.is_printable_ascii && HasControlCharacter(text)) {
      return Invalid(limit.field, "holds a control character");
    }
  }
  return std::nullopt;
}

std::optional<FieldError> CheckRequired(const StructuredEvent& event) {
  if (event.event_id.empty()) return Missing("event_id");
  if (!event.event_time.has_value()) return Missing("event_time");
  if (event.event_time->nanos < 0 ||
      event.event_time->nanos >= kNanosPerSecond) {
    return Invalid("event_time", "has nanos that are no part of a second");
  }
  if (event.command.empty()) return Missing("command");
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

std::optional<FieldError> CheckFields(const StructuredEvent& event) {
  if (auto error = CheckTexts(event)) return error;
  if (auto error = CheckRequired(event)) return error;
  if (auto error = CheckAccounts(event)) return error;
  if (auto error = CheckSession(event)) return error;
  return CheckCountry(event.country);
}

// Whether CheckFields can find nothing wrong: true of nearly all events. False
// says nothing.
bool IsPlain(const StructuredEvent& event) {
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
         !event.event_id.empty() && event.event_time.has_value() &&
         event.event_time->nanos == 0 && IsCommand(event.command) &&
         (event.account.empty() || IsAccountId(event.account));
}

PrincipalKind KindOf(const StructuredEvent& event) {
  if (!event.principal.empty()) return PrincipalKindOf(event.principal);
  return ServiceNameOf(event.source_address).empty() ? PrincipalKind::kNone
                                                     : PrincipalKind::kService;
}

void Set(std::string& field, std::string_view text) {
  if (text.empty()) {
    field.clear();
  } else {
    field.assign(text);
  }
}

// Of fields that were checked. Events are used again (event_pool.h): a field
// that is not set here would be another event's.
void SetEvent(const StructuredEvent& sent, Event& event) {
  static_assert(
      sizeof(Event) == 12 * sizeof(std::string) + 32 + sizeof(CallDetails),
      "set the new field here");
  Set(event.event_id, sent.event_id);
  event.event_time_seconds = sent.event_time->seconds;
  Set(event.account, sent.account);
  Set(event.principal, sent.principal);
  event.principal_kind = KindOf(sent);
  Set(event.role, sent.role);
  Set(event.instance_id, sent.instance_id);
  Set(event.command, sent.command);
  event.source_address = CanonicalAddress(sent.source_address);
  Set(event.vpc_endpoint_id, sent.vpc_endpoint_id);
  event.vpc_endpoint_is_own =
      !sent.account.empty() && sent.vpc_endpoint_account_id == sent.account;
  Set(event.country, sent.country);
  Set(event.error_code, sent.error_code);
  Set(event.error_message, sent.error_message);
  Set(event.user_agent, sent.user_agent);
  event.from_console = sent.session_credential_from_console;
  event.invoked_by_aws =
      !sent.invoked_by.empty() && IsAwsItself(sent.invoked_by);
  event.unauthenticated =
      sent.unauthenticated || IsUnauthenticated(sent.command, sent.error_code);
  event.details = CallDetails();
}

}  // namespace

ParsedRecord InputReader::Read(const EventInput& input) {
  ParsedRecord record;
  Outcome read = ReadInto(input, record.event);
  record.outcome = std::move(read.outcome);
  record.identity_unread = read.identity_unread;
  return record;
}

InputReader::Outcome InputReader::ReadInto(const EventInput& input,
                                           Event& event) {
  if (const auto* sent = std::get_if<StructuredEvent>(&input)) {
    return ReadStructured(*sent, event);
  }
  if (const auto* raw = std::get_if<RawRecord>(&input)) {
    return ReadRecord(*raw, event);
  }
  event = Event();
  return {.outcome = Missing("input")};
}

InputReader::Outcome InputReader::ReadStructured(const StructuredEvent& sent,
                                                 Event& event) const {
  Outcome read;
  if (IsPlain(sent)) {
    SetEvent(sent, event);
  } else if (auto error = CheckFields(sent)) {
    event = Event();
    if (sent.event_id.size() <= kEventIdBytesMax) {
      event.event_id = sent.event_id;
    }
    read.outcome = *std::move(error);
    return read;
  } else {
    SetEvent(sent, event);
  }
  if (!IsInRange(event, limits_, now_seconds_)) {
    read.outcome = OutOfRange(event, "event_time", limits_, now_seconds_);
  }
  return read;
}

InputReader::Outcome InputReader::ReadRecord(const RawRecord& raw,
                                             Event& event) {
  const auto refuse = [&event](FieldError error) -> Outcome {
    event = Event();
    return {.outcome = std::move(error)};
  };
  if (raw.json.empty()) return refuse(Missing("json"));
  const auto record_bytes_max = static_cast<size_t>(limits_.record_bytes_max);
  if (raw.json.size() > record_bytes_max) {
    return refuse(TooLarge("json", raw.json.size(), record_bytes_max));
  }
  if (auto error = CheckCountry(raw.country)) {
    return refuse(*std::move(error));
  }
  ParsedRecord record = parser_.Parse(raw.json);
  event = std::move(record.event);
  if (!raw.country.empty()) event.country = raw.country;
  Outcome read{.outcome = std::move(record.outcome),
               .identity_unread = record.identity_unread};
  if (!read.ok()) return read;
  if (!IsInRange(event, limits_, now_seconds_)) {
    read.outcome = OutOfRange(event, "eventTime", limits_, now_seconds_);
  }
  return read;
}

}  // namespace farcall
