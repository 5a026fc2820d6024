// SPDX-License-Identifier: Apache-2.0
#include "tests/server/wire/reader_difference.h"

#include <optional>
#include <vector>

#include "farcall/v1/scoring_service.pb.h"
#include "inputs/field_checks.h"
#include "server/wire/batch_reader.h"

namespace farcall::reference {
namespace {

bool IsSameTime(const std::optional<SentTime>& read, bool has_time,
                const google::protobuf::Timestamp& time) {
  return read.has_value() == has_time &&
         (!read.has_value() ||
          (read->seconds == time.seconds() && read->nanos == time.nanos()));
}

bool IsSameFlag(const std::optional<bool>& read, bool has_flag, bool flag) {
  return read.has_value() == has_flag && read.value_or(false) == flag;
}

bool AreSameResources(const SentResources& read, const v1::Event& event) {
  SentResources sent;
  for (const std::string& resource : event.resources()) sent.Add(resource);
  return read.first == sent.first && read.count == sent.count &&
         read.bytes_max == sent.bytes_max;
}

bool AreSameDetails(const StructuredEvent& read, const v1::Event& event) {
  return read.identity_arn == event.identity_arn() &&
         read.access_key_id == event.access_key_id() &&
         read.issued_access_key_id == event.issued_access_key_id() &&
         read.region == event.region() &&
         IsSameFlag(read.read_only, event.has_read_only(), event.read_only()) &&
         IsSameFlag(read.mfa_authenticated, event.has_mfa_authenticated(),
                    event.mfa_authenticated()) &&
         IsSameTime(read.session_creation_time,
                    event.has_session_creation_time(),
                    event.session_creation_time()) &&
         read.ec2_role_delivery == event.ec2_role_delivery() &&
         AreSameResources(read.resources, event) &&
         read.request_parameters_json == event.request_parameters_json();
}

bool IsSame(const StructuredEvent& read, const v1::Event& event) {
  return IsSameTime(read.event_time, event.has_event_time(),
                    event.event_time()) &&
         AreSameDetails(read, event) && read.event_id == event.event_id() &&
         read.account == event.account() &&
         read.principal == event.principal() &&
         read.command == event.command() &&
         read.source_address == event.source_address() &&
         read.country == event.country() &&
         read.error_code == event.error_code() &&
         read.user_agent == event.user_agent() &&
         read.error_message == event.error_message() &&
         read.session_credential_from_console ==
             event.session_credential_from_console() &&
         read.unauthenticated == event.unauthenticated() &&
         read.vpc_endpoint_id == event.vpc_endpoint_id() &&
         read.invoked_by == event.invoked_by() &&
         read.vpc_endpoint_account_id == event.vpc_endpoint_account_id() &&
         read.role == event.role() && read.instance_id == event.instance_id();
}

// What an event is said to be printable for is what checks look at.
bool IsPrintable(const StructuredEvent& event) {
  for (const std::string_view text : {event.event_id,
                                      event.account,
                                      event.principal,
                                      event.command,
                                      event.source_address,
                                      event.country,
                                      event.error_code,
                                      event.user_agent,
                                      event.error_message,
                                      event.vpc_endpoint_id,
                                      event.invoked_by,
                                      event.vpc_endpoint_account_id,
                                      event.role,
                                      event.instance_id,
                                      event.identity_arn,
                                      event.access_key_id,
                                      event.issued_access_key_id,
                                      event.region,
                                      event.ec2_role_delivery,
                                      event.resources.first[0],
                                      event.resources.first[1]}) {
    if (HasControlCharacter(text)) return false;
    for (const char c : text) {
      if (static_cast<unsigned char>(c) >= 0x80) return false;
    }
  }
  return true;
}

std::string InputDifference(const EventInput& read,
                            const v1::EventInput& input) {
  if (const auto* event = std::get_if<StructuredEvent>(&read)) {
    if (!input.has_event()) return "an event that protobuf has not";
    if (event->is_printable_ascii && !IsPrintable(*event)) {
      return "a text that is not printable";
    }
    return IsSame(*event, input.event()) ? "" : "another event";
  }
  if (const auto* record = std::get_if<RawRecord>(&read)) {
    if (!input.has_cloudtrail_record()) return "a record that protobuf has not";
    const bool same = record->json == input.cloudtrail_record().json() &&
                      record->country == input.cloudtrail_record().country();
    return same ? "" : "another record";
  }
  return input.input_case() == v1::EventInput::INPUT_NOT_SET
             ? ""
             : "no input where protobuf has one";
}

std::string OutlineDifference(const BatchOutline& outline,
                              const v1::ScoreEventsRequest& batch) {
  if (outline.tenant != batch.tenant()) return "another tenant";
  if (outline.mode != batch.mode()) return "another mode";
  if (outline.factors_from != batch.factors_from()) return "another level";
  if (outline.events != batch.events_size()) return "another number of events";
  return "";
}

}  // namespace

std::string ReaderDifference(std::string_view request, ScoringMessage message) {
  v1::ScoreEventsRequest whole;
  v1::StreamScoreEventsRequest streamed;
  const int size = static_cast<int>(request.size());
  const bool parsed = message == ScoringMessage::kScoreEvents
                          ? whole.ParseFromArray(request.data(), size)
                          : streamed.ParseFromArray(request.data(), size);
  const v1::ScoreEventsRequest& batch =
      message == ScoringMessage::kScoreEvents ? whole : streamed.batch();
  const auto outline = BatchOutline::Of(request, message);
  std::vector<EventInput> inputs;
  const bool read = ReadInputs(request, message, inputs);
  if (!parsed) return read && outline ? "protobuf cannot parse it" : "";
  if (!outline) return "protobuf can parse it, the outline not";
  if (!read) return "protobuf can parse it, the reader not";
  if (std::string other = OutlineDifference(*outline, batch); !other.empty()) {
    return other;
  }
  if (inputs.size() != static_cast<size_t>(batch.events_size())) {
    return "another number of inputs";
  }
  for (size_t i = 0; i < inputs.size(); ++i) {
    std::string other =
        InputDifference(inputs[i], batch.events(static_cast<int>(i)));
    if (!other.empty()) return other;
  }
  return "";
}

}  // namespace farcall::reference
