// SPDX-License-Identifier: Apache-2.0
#include "server/wire/proto_convert.h"

#include <algorithm>
#include <optional>

#include "scoring/records/attribute.h"

namespace farcall {
namespace {

constexpr size_t kNameBytesMax = 512;
constexpr int32_t kPageSizeDefault = 100;
constexpr int32_t kPageSizeMax = 1000;

SentTime SentTimeOf(const google::protobuf::Timestamp& time) {
  return {.seconds = time.seconds(), .nanos = time.nanos()};
}

StructuredEvent StructuredOf(const v1::Event& event) {
  StructuredEvent sent{
      .event_id = event.event_id(),
      .account = event.account(),
      .principal = event.principal(),
      .command = event.command(),
      .source_address = event.source_address(),
      .country = event.country(),
      .error_code = event.error_code(),
      .user_agent = event.user_agent(),
      .error_message = event.error_message(),
      .session_credential_from_console =
          event.session_credential_from_console(),
      .unauthenticated = event.unauthenticated(),
      .vpc_endpoint_id = event.vpc_endpoint_id(),
      .invoked_by = event.invoked_by(),
      .vpc_endpoint_account_id = event.vpc_endpoint_account_id(),
      .role = event.role(),
      .instance_id = event.instance_id(),
      .identity_arn = event.identity_arn(),
      .access_key_id = event.access_key_id(),
      .issued_access_key_id = event.issued_access_key_id(),
      .region = event.region(),
      .ec2_role_delivery = event.ec2_role_delivery(),
      .request_parameters_json = event.request_parameters_json()};
  if (event.has_event_time()) sent.event_time = SentTimeOf(event.event_time());
  if (event.has_read_only()) sent.read_only = event.read_only();
  if (event.has_mfa_authenticated()) {
    sent.mfa_authenticated = event.mfa_authenticated();
  }
  if (event.has_session_creation_time()) {
    sent.session_creation_time = SentTimeOf(event.session_creation_time());
  }
  for (const std::string& resource : event.resources()) {
    sent.resources.Add(resource);
  }
  return sent;
}

v1::ValueState StateOf(Standing standing) {
  switch (standing) {
    case Standing::kSettled:
      return v1::VALUE_STATE_SETTLED;
    case Standing::kSettling:
      return v1::VALUE_STATE_SETTLING;
    case Standing::kQuarantine:
      return v1::VALUE_STATE_QUARANTINE;
    case Standing::kBenign:
      return v1::VALUE_STATE_BENIGN;
    case Standing::kMalicious:
      return v1::VALUE_STATE_MALICIOUS;
  }
  return v1::VALUE_STATE_UNSPECIFIED;
}

// Verdicts as far as the baseline has them: who said them is in the audit.
void WriteVerdict(const Judgement& judgement, v1::FeedbackEntry& result) {
  if (judgement.said_micros != 0) {
    WriteMicros(judgement.said_micros, *result.mutable_time());
  }
  result.set_action(judgement.verdict == Verdict::kMalicious
                        ? v1::FEEDBACK_ACTION_MALICIOUS
                        : v1::FEEDBACK_ACTION_BENIGN);
  if (judgement.until_seconds != 0) {
    result.mutable_until()->set_seconds(judgement.until_seconds);
  }
}

}  // namespace

EventInput InputOf(const v1::EventInput& input) {
  switch (input.input_case()) {
    case v1::EventInput::kEvent:
      return StructuredOf(input.event());
    case v1::EventInput::kCloudtrailRecord:
      return RawRecord{.json = input.cloudtrail_record().json(),
                       .country = input.cloudtrail_record().country()};
    case v1::EventInput::INPUT_NOT_SET:
      break;
  }
  return {};
}

void WriteMicros(int64_t micros, google::protobuf::Timestamp& time) {
  time.set_seconds(micros / kMicrosPerSecond);
  time.set_nanos(static_cast<int32_t>(micros % kMicrosPerSecond * 1000));
}

void CheckTimestamp(const char* field, const google::protobuf::Timestamp& time,
                    std::vector<FieldViolation>& violations) {
  if (time.seconds() < 0 || time.seconds() > kTimestampSecondsMax) {
    violations.push_back(
        {field, "is " + std::to_string(time.seconds()) +
                    " in Unix seconds; the range is 0 (1970-01-01) to " +
                    std::to_string(kTimestampSecondsMax) +
                    " (the end of 9999)"});
  } else if (time.nanos() < 0 || time.nanos() >= kNanosPerSecond) {
    violations.push_back({field, "has nanos that are no part of a second"});
  }
}

void CheckText(const char* field, const std::string& text, size_t bytes_max,
               Presence presence, std::vector<FieldViolation>& violations) {
  if (text.empty() && presence == Presence::kRequired) {
    violations.push_back({field, "is required"});
  }
  if (text.size() > bytes_max) {
    violations.push_back({field, "has " + std::to_string(text.size()) +
                                     " bytes; the limit is " +
                                     std::to_string(bytes_max)});
  }
  if (HasControlCharacter(text)) {
    violations.push_back({field, "holds a control character"});
  }
}

void CheckPageSize(int32_t page_size, std::vector<FieldViolation>& violations,
                   const char* field) {
  if (page_size >= 0 && page_size <= kPageSizeMax) return;
  violations.push_back(
      {field, "is " + std::to_string(page_size) + "; the range is 1 to " +
                  std::to_string(kPageSizeMax) + ", or 0 for " +
                  std::to_string(kPageSizeDefault)});
}

size_t PageSizeOf(int32_t page_size) {
  return static_cast<size_t>(page_size == 0 ? kPageSizeDefault : page_size);
}

std::vector<FieldViolation> CheckEntity(const v1::Entity& entity) {
  std::vector<FieldViolation> violations = CheckTenant(entity.tenant());
  for (FieldViolation& violation : violations)
    violation.field.insert(0, "entity.");
  if (!v1::EntityKind_IsValid(entity.kind()) ||
      entity.kind() == v1::ENTITY_KIND_UNSPECIFIED) {
    violations.push_back({"entity.kind", "is required"});
  } else if (entity.kind() == v1::ENTITY_KIND_ACCOUNT) {
    violations.push_back({"entity.kind", kNoAccounts});
  } else if (entity.kind() == v1::ENTITY_KIND_TENANT &&
             !entity.name().empty()) {
    violations.push_back({"entity.name", "must be empty for a tenant"});
  } else if (entity.kind() != v1::ENTITY_KIND_TENANT && entity.name().empty()) {
    violations.push_back({"entity.name", "is required"});
  }
  if (entity.name().size() > kNameBytesMax) {
    violations.push_back(
        {"entity.name", "has " + std::to_string(entity.name().size()) +
                            " bytes; the limit is " +
                            std::to_string(kNameBytesMax)});
  }
  if (HasControlCharacter(entity.name()))
    violations.push_back({"entity.name", "holds a control character"});
  return violations;
}

EntityKey EntityOf(const v1::Entity& entity) {
  return {TenantOf(entity.tenant()), static_cast<EntityKind>(entity.kind()),
          entity.name()};
}

void WriteEntity(const EntityKey& key, v1::Entity& entity) {
  entity.set_tenant(key.tenant);
  entity.set_kind(static_cast<v1::EntityKind>(key.kind));
  entity.set_name(key.name);
}

void WriteBeliefs(Attribute attribute, std::span<const Belief> beliefs,
                  v1::Histogram& result) {
  result.set_attribute(std::string(AttributeName(attribute)));
  for (const Belief& belief : beliefs) {
    const ValueCount& value = *belief.value;
    v1::ValueCount& count = *result.add_values();
    count.set_value(value.value);
    count.set_calls(value.calls());
    count.set_observations(value.observations());
    count.set_weight(belief.weight);
    count.set_share(belief.share);
    count.set_state(StateOf(belief.standing.standing));
    if (belief.standing.settles_seconds != 0) {
      count.mutable_settles()->set_seconds(belief.standing.settles_seconds);
    }
    if (value.seen()) {
      count.mutable_first_seen()->set_seconds(value.first_seen_seconds);
      count.mutable_last_seen()->set_seconds(value.last_seen_seconds);
    }
    if (value.judgement.verdict != Verdict::kNone) {
      WriteVerdict(value.judgement, *count.mutable_verdict());
    }
  }
}

}  // namespace farcall
