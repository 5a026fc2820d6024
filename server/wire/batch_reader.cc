// SPDX-License-Identifier: Apache-2.0
#include "server/wire/batch_reader.h"

#include <optional>

#include "farcall/v1/scoring_service.pb.h"
#include "google/protobuf/timestamp.pb.h"
#include "server/wire/wire_input.h"

namespace farcall {
namespace {

constexpr uint32_t Bytes(int field) { return TagOf(field, WireType::kBytes); }
constexpr uint32_t Varint(int field) { return TagOf(field, WireType::kVarint); }

bool ReadTime(WireInput input, SentTime& time) {
  using Time = google::protobuf::Timestamp;
  while (!input.at_end()) {
    const uint32_t tag = input.ReadTag();
    uint64_t value = 0;
    if (tag == Varint(Time::kSecondsFieldNumber)) {
      if (!input.ReadVarint(value)) return false;
      time.seconds = static_cast<int64_t>(value);
    } else if (tag == Varint(Time::kNanosFieldNumber)) {
      if (!input.ReadVarint(value)) return false;
      time.nanos = static_cast<int32_t>(static_cast<uint32_t>(value));
    } else if (!input.Skip(tag)) {
      return false;
    }
  }
  return true;
}

bool ReadOptionalTime(WireInput& input, std::optional<SentTime>& time) {
  std::string_view part;
  if (!input.ReadBytes(part)) return false;
  if (!time.has_value()) time.emplace();
  return ReadTime(input.Within(part), *time);
}

bool ReadBool(WireInput& input, bool& flag) {
  uint64_t value = 0;
  if (!input.ReadVarint(value)) return false;
  flag = value != 0;
  return true;
}

bool ReadOptionalBool(WireInput& input, std::optional<bool>& flag) {
  bool sent = false;
  if (!ReadBool(input, sent)) return false;
  flag.emplace(sent);
  return true;
}

// What no score needs, and fields that are not known.
bool ReadDetail(WireInput& input, uint32_t tag, StructuredEvent& event) {
  using E = v1::Event;
  const auto read_text = [&](std::string_view& text) {
    return input.ReadText(text, event.is_printable_ascii);
  };
  switch (tag) {
    case Bytes(E::kIdentityArnFieldNumber):
      return read_text(event.identity_arn);
    case Bytes(E::kAccessKeyIdFieldNumber):
      return read_text(event.access_key_id);
    case Bytes(E::kIssuedAccessKeyIdFieldNumber):
      return read_text(event.issued_access_key_id);
    case Bytes(E::kRegionFieldNumber):
      return read_text(event.region);
    case Varint(E::kReadOnlyFieldNumber):
      return ReadOptionalBool(input, event.read_only);
    case Varint(E::kMfaAuthenticatedFieldNumber):
      return ReadOptionalBool(input, event.mfa_authenticated);
    case Bytes(E::kSessionCreationTimeFieldNumber):
      return ReadOptionalTime(input, event.session_creation_time);
    case Bytes(E::kEc2RoleDeliveryFieldNumber):
      return read_text(event.ec2_role_delivery);
    case Bytes(E::kResourcesFieldNumber): {
      std::string_view resource;
      if (!read_text(resource)) return false;
      event.resources.Add(resource);
      return true;
    }
    case Bytes(E::kRequestParametersJsonFieldNumber):
      return input.ReadBytes(event.request_parameters_json);
    default:
      return input.Skip(tag);
  }
}

bool ReadField(WireInput& input, uint32_t tag, StructuredEvent& event) {
  using E = v1::Event;
  const auto read_text = [&](std::string_view& text) {
    return input.ReadText(text, event.is_printable_ascii);
  };
  switch (tag) {
    case Bytes(E::kEventIdFieldNumber):
      return read_text(event.event_id);
    case Bytes(E::kEventTimeFieldNumber):
      return ReadOptionalTime(input, event.event_time);
    case Bytes(E::kAccountFieldNumber):
      return read_text(event.account);
    case Bytes(E::kPrincipalFieldNumber):
      return read_text(event.principal);
    case Bytes(E::kCommandFieldNumber):
      return read_text(event.command);
    case Bytes(E::kSourceAddressFieldNumber):
      return read_text(event.source_address);
    case Bytes(E::kCountryFieldNumber):
      return read_text(event.country);
    case Bytes(E::kErrorCodeFieldNumber):
      return read_text(event.error_code);
    case Bytes(E::kUserAgentFieldNumber):
      return read_text(event.user_agent);
    case Bytes(E::kErrorMessageFieldNumber):
      return read_text(event.error_message);
    case Varint(E::kSessionCredentialFromConsoleFieldNumber):
      return ReadBool(input, event.session_credential_from_console);
    case Varint(E::kUnauthenticatedFieldNumber):
      return ReadBool(input, event.unauthenticated);
    case Bytes(E::kVpcEndpointIdFieldNumber):
      return read_text(event.vpc_endpoint_id);
    case Bytes(E::kInvokedByFieldNumber):
      return read_text(event.invoked_by);
    case Bytes(E::kVpcEndpointAccountIdFieldNumber):
      return read_text(event.vpc_endpoint_account_id);
    case Bytes(E::kRoleFieldNumber):
      return read_text(event.role);
    case Bytes(E::kInstanceIdFieldNumber):
      return read_text(event.instance_id);
    default:
      return ReadDetail(input, tag, event);
  }
}

bool ReadEvent(WireInput input, StructuredEvent& event) {
  while (!input.at_end()) {
    if (!ReadField(input, input.ReadTag(), event)) return false;
  }
  return true;
}

bool ReadRecord(WireInput input, RawRecord& record) {
  using R = v1::CloudTrailRecord;
  bool is_printable_ascii = true;
  while (!input.at_end()) {
    const uint32_t tag = input.ReadTag();
    bool read = false;
    if (tag == Bytes(R::kJsonFieldNumber)) {
      read = input.ReadBytes(record.json);
    } else if (tag == Bytes(R::kCountryFieldNumber)) {
      read = input.ReadText(record.country, is_printable_ascii);
    } else {
      read = input.Skip(tag);
    }
    if (!read) return false;
  }
  return true;
}

// The member that was sent before, which the next part is added to, or a new
// one in the place of the other.
template <typename Member>
Member& MemberOf(EventInput& input) {
  if (auto* member = std::get_if<Member>(&input)) return *member;
  return input.emplace<Member>();
}

bool ReadInput(WireInput input, EventInput& result) {
  using I = v1::EventInput;
  while (!input.at_end()) {
    const uint32_t tag = input.ReadTag();
    std::string_view part;
    if (tag == Bytes(I::kEventFieldNumber)) {
      const bool is_new = !std::holds_alternative<StructuredEvent>(result);
      auto& event = MemberOf<StructuredEvent>(result);
      if (is_new) event.is_printable_ascii = true;
      if (!input.ReadBytes(part)) return false;
      if (!ReadEvent(input.Within(part), event)) return false;
    } else if (tag == Bytes(I::kCloudtrailRecordFieldNumber)) {
      auto& record = MemberOf<RawRecord>(result);
      if (!input.ReadBytes(part)) return false;
      if (!ReadRecord(input.Within(part), record)) return false;
    } else if (!input.Skip(tag)) {
      return false;
    }
  }
  return true;
}

bool ReadBatch(WireInput input, std::vector<EventInput>& inputs) {
  using B = v1::ScoreEventsRequest;
  while (!input.at_end()) {
    const uint32_t tag = input.ReadTag();
    std::string_view bytes;
    bool is_printable_ascii = true;
    bool read = false;
    if (tag == Bytes(B::kEventsFieldNumber)) {
      read =
          input.ReadBytes(bytes) &&
          ReadInput(input.Within(bytes), inputs.emplace_back(std::monostate()));
    } else if (tag == Bytes(B::kTenantFieldNumber)) {
      read = input.ReadText(bytes, is_printable_ascii);
    } else {
      read = input.Skip(tag);  // the outline has the other fields
    }
    if (!read) return false;
  }
  return true;
}

bool ReadStreamed(WireInput input, std::vector<EventInput>& inputs) {
  using S = v1::StreamScoreEventsRequest;
  while (!input.at_end()) {
    const uint32_t tag = input.ReadTag();
    if (tag != Bytes(S::kBatchFieldNumber)) {
      if (!input.Skip(tag)) return false;
      continue;
    }
    std::string_view part;
    if (!input.ReadBytes(part)) return false;
    if (!ReadBatch(input.Within(part), inputs)) return false;
  }
  return true;
}

}  // namespace

bool ReadInputs(std::string_view request, ScoringMessage message,
                std::vector<EventInput>& inputs) {
  const WireInput input(request);
  return message == ScoringMessage::kScoreEvents ? ReadBatch(input, inputs)
                                                 : ReadStreamed(input, inputs);
}

}  // namespace farcall
