// SPDX-License-Identifier: Apache-2.0
#include "server/wire/proto_convert.h"

#include <algorithm>
#include <ctime>
#include <optional>

#include "cloudtrail/authentication.h"
#include "cloudtrail/limits.h"
#include "scoring/attribute.h"
#include "scoring/country_code.h"
#include "scoring/explanation.h"
#include "scoring/instance_site.h"
#include "scoring/source_address.h"

namespace farcall {
namespace {

constexpr size_t kTenantBytesMax = 64;
// The least that a protobuf Timestamp can hold, the beginning of the year 1.
constexpr int64_t kTimestampSecondsMin = -62135596800;
constexpr size_t kNameBytesMax = 512;
constexpr int32_t kPageSizeDefault = 100;
constexpr int32_t kPageSizeMax = 1000;
// CloudTrail was launched in November 2013: an older time is a clock that was
// never set.
constexpr int64_t kEventTimeSecondsMin = 1356998400;  // 2013-01-01T00:00:00Z

struct FieldLimit {
  const char* field;
  const std::string* value;
  size_t bytes_max;
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

// `service:EventName`, both parts there.
bool IsCommand(const std::string& command) {
  const size_t colon = command.find(':');
  return colon != std::string::npos && colon > 0 && colon + 1 < command.size();
}

std::optional<FieldError> CheckCountry(const std::string& country) {
  if (country.empty() || IsCountryCode(country)) return std::nullopt;
  return FieldError{"country", FieldErrorReason::kInvalid,
                    "country is not the ISO 3166-1 alpha-2 code of a country, "
                    "in capitals"};
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

std::optional<FieldError> CheckTime(const Event& event, const char* field,
                                    const RequestLimits& limits,
                                    int64_t now_seconds) {
  const int64_t latest = now_seconds + limits.event_future_seconds_max;
  if (event.event_time_seconds >= kEventTimeSecondsMin &&
      event.event_time_seconds <= latest)
    return std::nullopt;
  return FieldError{field, FieldErrorReason::kOutOfRange,
                    std::string(field) + " is " +
                        Rfc3339(event.event_time_seconds) + "; the range is " +
                        Rfc3339(kEventTimeSecondsMin) + " to " +
                        Rfc3339(latest) + " (" +
                        std::to_string(limits.event_future_seconds_max) +
                        " s ahead of the server's clock)"};
}

std::optional<FieldError> CheckFields(const v1::Event& event) {
  const FieldLimit texts[] = {
      {"event_id", &event.event_id(), kEventIdBytesMax},
      {"principal", &event.principal(), kPrincipalBytesMax},
      {"command", &event.command(), kCommandBytesMax},
      {"source_address", &event.source_address(), kSourceAddressBytesMax},
      {"error_code", &event.error_code(), kErrorCodeBytesMax},
      {"error_message", &event.error_message(), kErrorMessageBytesMax},
      {"user_agent", &event.user_agent(), kUserAgentBytesMax},
      {"invoked_by", &event.invoked_by(), kSourceAddressBytesMax},
      {"role", &event.role(), kPrincipalBytesMax},
  };
  for (const FieldLimit& text : texts) {
    if (text.value->size() > text.bytes_max)
      return TooLarge(text.field, text.value->size(), text.bytes_max);
    if (HasControlCharacter(*text.value)) {
      return FieldError{text.field, FieldErrorReason::kInvalid,
                        std::string(text.field) + " holds a control character"};
    }
  }
  if (event.event_id().empty()) return Missing("event_id");
  if (!event.has_event_time()) return Missing("event_time");
  if (event.event_time().nanos() < 0 ||
      event.event_time().nanos() >= kNanosPerSecond) {
    return FieldError{"event_time", FieldErrorReason::kInvalid,
                      "event_time has nanos that are no part of a second"};
  }
  if (event.command().empty()) return Missing("command");
  if (!IsCommand(event.command())) {
    return FieldError{"command", FieldErrorReason::kInvalid,
                      "command does not have the form service:EventName"};
  }
  if (!event.account().empty() && !IsAccount(event.account())) {
    return FieldError{"account", FieldErrorReason::kInvalid,
                      "account is not 12 digits"};
  }
  if (!event.vpc_endpoint_account_id().empty() &&
      !IsAccount(event.vpc_endpoint_account_id())) {
    return FieldError{"vpc_endpoint_account_id", FieldErrorReason::kInvalid,
                      "vpc_endpoint_account_id is not 12 digits"};
  }
  if (!event.vpc_endpoint_id().empty() &&
      !IsVpcEndpointId(event.vpc_endpoint_id())) {
    return FieldError{
        "vpc_endpoint_id", FieldErrorReason::kInvalid,
        "vpc_endpoint_id has " +
            std::to_string(event.vpc_endpoint_id().size()) +
            " bytes; it must be `vpce-` and letters, digits and `-`, at most "
            "64 bytes"};
  }
  if (!event.role().empty() &&
      PrincipalKindOf(event.role()) != PrincipalKind::kRole) {
    return FieldError{"role", FieldErrorReason::kInvalid,
                      "role does not have the form "
                      "arn:aws:iam::111122223333:role/Name"};
  }
  if (!event.role().empty() && event.principal().empty()) {
    return FieldError{"role", FieldErrorReason::kInvalid,
                      "role needs principal: whose role it is"};
  }
  if (!event.instance_id().empty() && !IsInstanceId(event.instance_id())) {
    return FieldError{
        "instance_id", FieldErrorReason::kInvalid,
        "instance_id has " + std::to_string(event.instance_id().size()) +
            " bytes; it must be `i-` and 8 to 17 hexadecimal digits"};
  }
  if (!event.instance_id().empty() && event.principal().empty()) {
    return FieldError{"instance_id", FieldErrorReason::kInvalid,
                      "instance_id needs principal: whose instance it is"};
  }
  return CheckCountry(event.country());
}

PrincipalKind KindOf(const v1::Event& event) {
  if (!event.principal().empty()) return PrincipalKindOf(event.principal());
  return ServiceNameOf(event.source_address()).empty()
             ? PrincipalKind::kNone
             : PrincipalKind::kService;
}

ParsedRecord ReadStructured(const v1::Event& event, const RequestLimits& limits,
                            int64_t now_seconds) {
  ParsedRecord record;
  if (auto error = CheckFields(event)) {
    if (event.event_id().size() <= kEventIdBytesMax) {
      record.event.event_id = event.event_id();
    }
    record.outcome = *std::move(error);
    return record;
  }
  record.event = {
      .event_id = event.event_id(),
      .event_time_seconds = event.event_time().seconds(),
      .account = event.account(),
      .principal = event.principal(),
      .principal_kind = KindOf(event),
      .role = event.role(),
      .instance_id = event.instance_id(),
      .command = event.command(),
      .source_address = CanonicalAddress(event.source_address()),
      .vpc_endpoint_id = event.vpc_endpoint_id(),
      .vpc_endpoint_is_own = !event.account().empty() &&
                             event.vpc_endpoint_account_id() == event.account(),
      .country = event.country(),
      .error_code = event.error_code(),
      .error_message = event.error_message(),
      .user_agent = event.user_agent(),
      .from_console = event.session_credential_from_console(),
      .invoked_by_aws = IsAwsItself(event.invoked_by()),
      .unauthenticated =
          event.unauthenticated() ||
          IsUnauthenticated(event.command(), event.error_code())};
  if (auto error = CheckTime(record.event, "event_time", limits, now_seconds))
    record.outcome = *std::move(error);
  return record;
}

ParsedRecord ReadRecord(const v1::CloudTrailRecord& raw,
                        const RequestLimits& limits, int64_t now_seconds,
                        RecordParser& parser) {
  ParsedRecord record;
  if (raw.json().empty()) {
    record.outcome = Missing("json");
    return record;
  }
  const auto record_bytes_max = static_cast<size_t>(limits.record_bytes_max);
  if (raw.json().size() > record_bytes_max) {
    record.outcome = TooLarge("json", raw.json().size(), record_bytes_max);
    return record;
  }
  if (auto error = CheckCountry(raw.country())) {
    record.outcome = *std::move(error);
    return record;
  }
  record = parser.Parse(raw.json());
  if (!raw.country().empty()) record.event.country = raw.country();
  if (!record.ok()) return record;
  if (auto error = CheckTime(record.event, "eventTime", limits, now_seconds))
    record.outcome = *std::move(error);
  return record;
}

void WriteFactor(Factor factor, v1::Factor& result) {
  result.set_explanation(Explain(factor));
  result.set_detector(std::string(factor.detector->name));
  result.set_entity(std::move(factor.entity));
  result.set_value(std::move(factor.value));
  result.set_bits(factor.bits);
  result.set_weight(factor.weight);
  result.set_value_calls(factor.value_calls);
  result.set_entity_calls(factor.entity_calls);
  if (factor.entity_first_seen_seconds > 0)
    result.mutable_entity_first_seen()->set_seconds(
        factor.entity_first_seen_seconds);
  if (factor.value_first_seen_seconds > 0) {
    result.mutable_value_first_seen()->set_seconds(
        factor.value_first_seen_seconds);
    result.mutable_value_last_seen()->set_seconds(
        factor.value_last_seen_seconds);
  }
  for (ValueShare& usual : factor.usual) {
    auto* share = result.add_usual();
    share->set_value(std::move(usual.value));
    share->set_share(usual.share);
  }
  result.set_state(static_cast<v1::BaselineState>(factor.state));
}

void WriteMoved(GeoMoved moved, v1::EventResult& result) {
  v1::GeoMoved& written = *result.mutable_geo_moved();
  if (!moved.country.empty()) {
    written.set_country(std::move(moved.country));
    written.mutable_country_database_built()->set_seconds(
        moved.country_build_seconds);
  }
  if (!moved.operator_key.empty()) {
    written.set_operator_key(std::move(moved.operator_key));
    written.mutable_operator_database_built()->set_seconds(
        moved.operator_build_seconds);
  }
}

void WriteOperator(NetworkOperator found, v1::NetworkOperator& result) {
  result.set_as_number(found.as_number);
  result.set_organisation(std::move(found.organisation));
  result.set_kind(static_cast<v1::NetworkOperatorKind>(found.kind));
  result.set_key(std::move(found.key));
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

std::string TenantOf(const std::string& tenant) {
  return tenant.empty() ? "default" : tenant;
}

bool HasControlCharacter(const std::string& text) {
  return std::ranges::any_of(text, [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
  });
}

bool IsAccount(const std::string& account) {
  return account.size() == 12 && std::ranges::all_of(account, [](char c) {
           return c >= '0' && c <= '9';
         });
}

std::vector<FieldViolation> CheckTenant(const std::string& tenant) {
  if (tenant.size() > kTenantBytesMax) {
    return {{"tenant", "has " + std::to_string(tenant.size()) +
                           " bytes; the limit is " +
                           std::to_string(kTenantBytesMax)}};
  }
  const bool valid = std::ranges::all_of(tenant, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
  });
  if (!valid)
    return {{"tenant", "may hold letters, digits, '-', '_' and '.' only"}};
  return {};
}

std::vector<FieldViolation> CheckBatch(const v1::ScoreEventsRequest& request,
                                       const RequestLimits& limits) {
  std::vector<FieldViolation> violations = CheckTenant(request.tenant());
  if (!v1::ScoringMode_IsValid(request.mode())) {
    violations.push_back({"mode", std::to_string(request.mode()) +
                                      " is no mode that this server knows"});
  }
  if (!v1::RiskLevel_IsValid(request.factors_from())) {
    violations.push_back(
        {"factors_from", std::to_string(request.factors_from()) +
                             " is no risk level that this server knows"});
  }
  if (request.events().empty())
    violations.push_back({"events", "holds no event; at least 1 is required"});
  if (request.events_size() > limits.batch_events_max) {
    violations.push_back(
        {"events", "holds " + std::to_string(request.events_size()) +
                       " events; the limit is " +
                       std::to_string(limits.batch_events_max)});
  }
  return violations;
}

ScoringMode ModeOf(v1::ScoringMode mode) {
  switch (mode) {
    case v1::SCORING_MODE_SCORE_ONLY:
      return ScoringMode::kScoreOnly;
    case v1::SCORING_MODE_LEARN_ONLY:
      return ScoringMode::kLearnOnly;
    default:
      return ScoringMode::kScoreAndLearn;
  }
}

RiskLevel FactorsFromOf(v1::RiskLevel factors_from) {
  return factors_from == v1::RISK_LEVEL_UNSPECIFIED
             ? RiskLevel::kLow
             : static_cast<RiskLevel>(factors_from);
}

ParsedRecord ReadInput(const v1::EventInput& input, const RequestLimits& limits,
                       int64_t now_seconds, RecordParser& parser) {
  switch (input.input_case()) {
    case v1::EventInput::kEvent:
      return ReadStructured(input.event(), limits, now_seconds);
    case v1::EventInput::kCloudtrailRecord:
      return ReadRecord(input.cloudtrail_record(), limits, now_seconds, parser);
    case v1::EventInput::INPUT_NOT_SET:
      break;
  }
  ParsedRecord record;
  record.outcome = Missing("input");
  return record;
}

void WriteEvent(const Event& event, v1::EventResult& result) {
  result.set_event_id(event.event_id);
  if (event.event_time_seconds != 0 &&
      event.event_time_seconds >= kTimestampSecondsMin &&
      event.event_time_seconds <= kTimestampSecondsMax)
    result.mutable_event_time()->set_seconds(event.event_time_seconds);
  result.set_principal(event.principal);
  result.set_principal_kind(
      static_cast<v1::PrincipalKind>(event.principal_kind));
  result.set_command(event.command);
}

void WriteScore(ScoredEvent scored, RiskLevel factors_from,
                v1::EventResult& result) {
  result.set_origin(std::move(scored.origin.value));
  if (scored.origin.source != OriginSource::kNone) {
    result.set_origin_source(
        static_cast<v1::OriginSource>(scored.origin.source));
  }
  result.set_city_database_country(
      std::move(scored.origin.city_database_country));
  if (scored.origin.network_operator.kind != OperatorKind::kUnknown) {
    WriteOperator(std::move(scored.origin.network_operator),
                  *result.mutable_network_operator());
  }
  if (scored.moved) WriteMoved(*std::move(scored.moved), result);
  result.set_duplicate(scored.duplicate);
  if (scored.first_score.has_value())
    result.set_first_score(*scored.first_score);
  v1::Score& score = *result.mutable_score();
  score.set_score(scored.score);
  score.set_risk_level(static_cast<v1::RiskLevel>(scored.risk_level));
  score.set_state(static_cast<v1::BaselineState>(scored.state));
  score.set_alert(scored.alert);
  if (scored.bits.has_value()) score.set_bits(*scored.bits);
  if (scored.risk_level < factors_from) return;
  score.set_factors_made_again(scored.factors_made_again);
  if (scored.risk_level > RiskLevel::kNone) {
    result.set_headline(Headline(scored.factors));
  }
  for (Factor& factor : scored.factors) {
    WriteFactor(std::move(factor), *score.add_factors());
  }
}

void WriteUnscored(const ParsedRecord& record, v1::EventResult& result) {
  if (const auto* skipped = std::get_if<SkipReason>(&record.outcome)) {
    result.set_skipped(static_cast<v1::SkipReason>(*skipped));
    return;
  }
  const auto& error = std::get<FieldError>(record.outcome);
  result.mutable_error()->set_field(error.field);
  result.mutable_error()->set_reason(
      static_cast<v1::EventErrorReason>(error.reason));
  result.mutable_error()->set_message(error.message);
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

void CheckPageSize(int32_t page_size, std::vector<FieldViolation>& violations) {
  if (page_size >= 0 && page_size <= kPageSizeMax) return;
  violations.push_back(
      {"page_size", "is " + std::to_string(page_size) + "; the range is 1 to " +
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
