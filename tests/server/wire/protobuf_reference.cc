// SPDX-License-Identifier: Apache-2.0
#include "tests/server/wire/protobuf_reference.h"

#include <string>
#include <utility>

#include "scoring/batch/explanation.h"

namespace farcall::reference {
namespace {

// The least that a protobuf Timestamp can hold, the beginning of the year 1.
constexpr int64_t kTimestampSecondsMin = -62135596800;
constexpr int64_t kTimestampSecondsMax = 253402300799;

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
  if (scored.finding.has_value()) {
    score.set_finding_id(scored.finding->text());
    score.set_finding_opened(scored.finding_opened);
  }
  if (scored.risk_level < factors_from) return;
  score.set_factors_made_again(scored.factors_made_again);
  if (scored.risk_level > RiskLevel::kNone) {
    result.set_headline(Headline(scored.factors));
  }
  for (Factor& factor : scored.factors) {
    WriteFactor(std::move(factor), *score.add_factors());
  }
}

}  // namespace

void WriteResult(const InputResult& result, RiskLevel factors_from,
                 v1::EventResult& written) {
  WriteEvent(*result.event, written);
  if (const ScoredEvent* scored = result.scored()) {
    if (result.identity_unread) {
      written.add_unread(v1::UNREAD_FIELD_IDENTITY);
    }
    if (result.address_unread) written.add_unread(v1::UNREAD_FIELD_ADDRESS);
    WriteScore(*scored, factors_from, written);
  } else if (const auto* skipped = std::get_if<SkipReason>(&result.outcome)) {
    written.set_skipped(static_cast<v1::SkipReason>(*skipped));
  } else {
    const FieldError& error = *std::get<const FieldError*>(result.outcome);
    written.mutable_error()->set_field(error.field);
    written.mutable_error()->set_reason(
        static_cast<v1::EventErrorReason>(error.reason));
    written.mutable_error()->set_message(error.message);
  }
}

}  // namespace farcall::reference
