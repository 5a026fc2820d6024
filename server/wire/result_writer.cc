// SPDX-License-Identifier: Apache-2.0
#include "server/wire/result_writer.h"

#include "farcall/v1/score.pb.h"
#include "google/protobuf/timestamp.pb.h"
#include "scoring/batch/explanation.h"
#include "server/wire/proto_convert.h"

namespace farcall {
namespace {

using Guess = WireOutput::Guess;
using Result = v1::EventResult;

// The least that a protobuf Timestamp can hold, the begin of the year 1.
constexpr int64_t kTimestampSecondsMin = -62135596800;

template <typename Enum>
int64_t NumberOf(Enum value) {
  return static_cast<int64_t>(value);
}

void WriteTime(int field, int64_t seconds, WireOutput& output) {
  using google::protobuf::Timestamp;
  output.UintMessage(field, Timestamp::kSecondsFieldNumber,
                     static_cast<uint64_t>(seconds));
}

void WriteShare(const ValueShare& share, WireOutput& output) {
  using S = v1::ValueShare;
  output.Message(v1::Factor::kUsualFieldNumber, Guess::kBelow128, [&] {
    output.Text(S::kValueFieldNumber, share.value);
    output.Double(S::kShareFieldNumber, share.share);
  });
}

void WriteFactor(const Factor& factor, Explainer& explainer,
                 WireOutput& output) {
  using F = v1::Factor;
  output.Text(F::kDetectorFieldNumber, factor.detector->name);
  output.Text(F::kEntityFieldNumber, factor.entity);
  output.Text(F::kValueFieldNumber, factor.value);
  output.Double(F::kBitsFieldNumber, factor.bits);
  output.Double(F::kWeightFieldNumber, factor.weight);
  output.Uint(F::kValueCallsFieldNumber, factor.value_calls);
  output.Uint(F::kEntityCallsFieldNumber, factor.entity_calls);
  if (factor.entity_first_seen_seconds > 0) {
    WriteTime(F::kEntityFirstSeenFieldNumber, factor.entity_first_seen_seconds,
              output);
  }
  if (factor.value_first_seen_seconds > 0) {
    WriteTime(F::kValueFirstSeenFieldNumber, factor.value_first_seen_seconds,
              output);
    WriteTime(F::kValueLastSeenFieldNumber, factor.value_last_seen_seconds,
              output);
  }
  for (const ValueShare& usual : factor.usual) WriteShare(usual, output);
  output.Int(F::kStateFieldNumber, NumberOf(factor.state));
  output.Message(F::kExplanationFieldNumber, Guess::kBelow16384,
                 [&] { explainer.AddFactor(factor); });
}

void WriteScore(const ScoredEvent& scored, bool is_explained,
                Explainer& explainer, WireOutput& output) {
  using S = v1::Score;
  output.Double(S::kScoreFieldNumber, scored.score);
  output.Int(S::kRiskLevelFieldNumber, NumberOf(scored.risk_level));
  output.Int(S::kStateFieldNumber, NumberOf(scored.state));
  if (is_explained) {
    for (const Factor& factor : scored.factors) {
      output.Message(S::kFactorsFieldNumber, Guess::kBelow16384,
                     [&] { WriteFactor(factor, explainer, output); });
    }
  }
  output.Bool(S::kAlertFieldNumber, scored.alert);
  if (is_explained) {
    output.Bool(S::kFactorsMadeAgainFieldNumber, scored.factors_made_again);
  }
  if (scored.bits.has_value()) {
    output.PresentDouble(S::kBitsFieldNumber, *scored.bits);
  }
  if (scored.finding.has_value()) {
    output.Text(S::kFindingIdFieldNumber, scored.finding->text());
    output.Bool(S::kFindingOpenedFieldNumber, scored.finding_opened);
  }
}

void WriteOperator(const NetworkOperator& found, WireOutput& output) {
  using N = v1::NetworkOperator;
  output.Message(Result::kNetworkOperatorFieldNumber, Guess::kBelow128, [&] {
    output.Uint(N::kAsNumberFieldNumber, found.as_number);
    output.Text(N::kOrganisationFieldNumber, found.organisation);
    output.Int(N::kKindFieldNumber, NumberOf(found.kind));
    output.Text(N::kKeyFieldNumber, found.key);
  });
}

void WriteMoved(const GeoMoved& moved, WireOutput& output) {
  using M = v1::GeoMoved;
  output.Message(Result::kGeoMovedFieldNumber, Guess::kBelow128, [&] {
    output.Text(M::kCountryFieldNumber, moved.country);
    output.Text(M::kOperatorKeyFieldNumber, moved.operator_key);
    if (!moved.country.empty()) {
      WriteTime(M::kCountryDatabaseBuiltFieldNumber,
                moved.country_build_seconds, output);
    }
    if (!moved.operator_key.empty()) {
      WriteTime(M::kOperatorDatabaseBuiltFieldNumber,
                moved.operator_build_seconds, output);
    }
  });
}

// Repeated enums are packed: one byte for each.
void WriteUnread(const InputResult& result, WireOutput& output) {
  char fields[2];
  size_t count = 0;
  if (result.identity_unread) {
    fields[count++] = static_cast<char>(UnreadField::kIdentity);
  }
  if (result.address_unread) {
    fields[count++] = static_cast<char>(UnreadField::kAddress);
  }
  output.Text(Result::kUnreadFieldNumber, {fields, count});
}

// Fields are written by their numbers: those of the outcome lie among others.
void WriteScored(const InputResult& result, const ScoredEvent& scored,
                 RiskLevel factors_from, WireOutput& output) {
  const bool is_explained = scored.risk_level >= factors_from;
  const Origin& origin = scored.origin;
  Explainer explainer(output);
  output.Text(Result::kOriginFieldNumber, origin.value);
  if (origin.source != OriginSource::kNone) {
    output.Int(Result::kOriginSourceFieldNumber, NumberOf(origin.source));
  }
  output.Bool(Result::kDuplicateFieldNumber, scored.duplicate);
  if (scored.first_score.has_value()) {
    output.PresentDouble(Result::kFirstScoreFieldNumber, *scored.first_score);
  }
  output.Message(Result::kScoreFieldNumber,
                 is_explained && !scored.factors.empty() ? Guess::kBelow16384
                                                         : Guess::kBelow128,
                 [&] { WriteScore(scored, is_explained, explainer, output); });
  WriteUnread(result, output);
  if (origin.network_operator.kind != OperatorKind::kUnknown) {
    WriteOperator(origin.network_operator, output);
  }
  if (is_explained && scored.risk_level > RiskLevel::kNone &&
      HasHeadline(scored.factors)) {
    output.Message(Result::kHeadlineFieldNumber, Guess::kBelow16384,
                   [&] { explainer.AddHeadline(scored.factors); });
  }
  if (scored.moved) WriteMoved(*scored.moved, output);
  output.Text(Result::kCityDatabaseCountryFieldNumber,
              origin.city_database_country);
}

void WriteError(const FieldError& error, WireOutput& output) {
  using E = v1::EventError;
  output.Message(Result::kErrorFieldNumber, Guess::kBelow128, [&] {
    output.Text(E::kFieldFieldNumber, error.field);
    output.Int(E::kReasonFieldNumber, NumberOf(error.reason));
    output.Text(E::kMessageFieldNumber, error.message);
  });
}

void WriteEvent(const Event& event, WireOutput& output) {
  output.Text(Result::kEventIdFieldNumber, event.event_id);
  if (event.event_time_seconds != 0 &&
      event.event_time_seconds >= kTimestampSecondsMin &&
      event.event_time_seconds <= kTimestampSecondsMax) {
    WriteTime(Result::kEventTimeFieldNumber, event.event_time_seconds, output);
  }
  output.Text(Result::kPrincipalFieldNumber, event.principal);
  output.Int(Result::kPrincipalKindFieldNumber, NumberOf(event.principal_kind));
  output.Text(Result::kCommandFieldNumber, event.command);
}

}  // namespace

void WriteResult(const InputResult& result, RiskLevel factors_from,
                 WireOutput& output) {
  WriteEvent(*result.event, output);
  if (const ScoredEvent* scored = result.scored()) {
    WriteScored(result, *scored, factors_from, output);
  } else if (const auto* skipped = std::get_if<SkipReason>(&result.outcome)) {
    output.PresentUint(Result::kSkippedFieldNumber,
                       static_cast<uint64_t>(*skipped));
  } else {
    WriteError(*std::get<const FieldError*>(result.outcome), output);
  }
}

}  // namespace farcall
