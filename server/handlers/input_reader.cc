// SPDX-License-Identifier: Apache-2.0
#include "server/handlers/input_reader.h"

#include <algorithm>
#include <ctime>
#include <optional>
#include <string>
#include <utility>

#include "cloudtrail/identity/arn.h"
#include "cloudtrail/identity/authentication.h"
#include "inputs/event_checks.h"
#include "scoring/event/source_address.h"
#include "text/shown_text.h"

namespace farcall {
namespace {

// CloudTrail was launched in November 2013: an older time is a clock that was
// never set.
constexpr int64_t kEventTimeSecondsMin = 1356998400;  // 2013-01-01T00:00:00Z

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

// The same, of the parts of the details that need no parsing. Texts are cut.
void SetDetails(const StructuredEvent& sent, CallDetails& details) {
  static_assert(sizeof(CallDetails) ==
                    5 * sizeof(std::string) + 2 * sizeof(details.assets) + 32,
                "set the new field here");
  constexpr size_t kMax = CallDetails::kTextBytesMax;
  Set(details.identity_arn, CutTo(sent.identity_arn, kMax));
  Set(details.access_key_id, sent.access_key_id);
  Set(details.issued_access_key_id, sent.issued_access_key_id);
  Set(details.region, sent.region);
  Set(details.ec2_role_delivery, sent.ec2_role_delivery);
  details.session_created_seconds =
      sent.session_creation_time ? sent.session_creation_time->seconds : 0;
  details.mfa = sent.mfa_authenticated;
  details.read_only = sent.read_only;
  details.assets.clear();
  for (const std::string_view resource : sent.resources.first) {
    if (!Arn::Parse(resource)) continue;
    const std::string_view arn = CutTo(resource, kMax);
    if (std::ranges::find(details.assets, arn) == details.assets.end()) {
      details.assets.emplace_back(arn);
    }
  }
  details.parameters.clear();
  details.parameters_fingerprint = 0;
  details.parameters_shape = 0;
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
  return {.outcome = MissingField("input")};
}

InputReader::Outcome InputReader::ReadStructured(const StructuredEvent& sent,
                                                 Event& event) {
  Outcome read;
  if (auto error = CheckEvent(sent, limits_)) {
    event = Event();
    if (sent.event_id.size() <= kEventIdBytesMax) {
      event.event_id = sent.event_id;
    }
    read.outcome = *std::move(error);
    return read;
  }
  SetEvent(sent, event);
  if (!IsInRange(event, limits_, now_seconds_)) {
    read.outcome = OutOfRange(event, "event_time", limits_, now_seconds_);
  }
  ReadDetails(sent, event);
  return read;
}

void InputReader::ReadDetails(const StructuredEvent& sent, Event& event) {
  static constexpr StructuredEvent kNothing{};
  SetDetails(reads_details_ ? sent : kNothing, event.details);
  if (!reads_details_ || sent.request_parameters_json.empty()) return;
  parser_.ParseParameters(sent.request_parameters_json, event);
}

InputReader::Outcome InputReader::ReadRecord(const RawRecord& raw,
                                             Event& event) {
  const auto refuse = [&event](FieldError error) -> Outcome {
    event = Event();
    return {.outcome = std::move(error)};
  };
  if (raw.json.empty()) return refuse(MissingField("json"));
  const auto record_bytes_max = static_cast<size_t>(limits_.record_bytes_max);
  if (raw.json.size() > record_bytes_max) {
    return refuse(TooLargeField("json", raw.json.size(), record_bytes_max));
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
