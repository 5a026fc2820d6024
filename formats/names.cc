// SPDX-License-Identifier: Apache-2.0
#include "formats/names.h"

#include <algorithm>
#include <string_view>

#include "absl/strings/ascii.h"

namespace farcall {
namespace {

std::string WithoutPrefix(const std::string& name, std::string_view prefix,
                          int number) {
  return name.size() > prefix.size() ? name.substr(prefix.size())
                                     : std::to_string(number);
}

std::string WithDashes(const std::string& name) {
  std::string text = absl::AsciiStrToLower(name);
  std::replace(text.begin(), text.end(), '_', '-');
  return text;
}

}  // namespace

std::string Name(v1::RiskLevel risk) {
  return WithoutPrefix(v1::RiskLevel_Name(risk), "RISK_LEVEL_", risk);
}

std::string Name(v1::BaselineState state) {
  return WithoutPrefix(v1::BaselineState_Name(state), "BASELINE_STATE_", state);
}

std::string Name(v1::SkipReason reason) {
  return WithoutPrefix(v1::SkipReason_Name(reason), "SKIP_REASON_", reason);
}

std::string Name(v1::PrincipalKind kind) {
  return WithoutPrefix(v1::PrincipalKind_Name(kind), "PRINCIPAL_KIND_", kind);
}

std::string Name(v1::OriginSource source) {
  return WithoutPrefix(v1::OriginSource_Name(source), "ORIGIN_SOURCE_", source);
}

std::string Name(v1::NetworkOperatorKind kind) {
  return WithoutPrefix(v1::NetworkOperatorKind_Name(kind),
                       "NETWORK_OPERATOR_KIND_", kind);
}

std::string Name(v1::Finding::State state) {
  return WithoutPrefix(v1::Finding::State_Name(state), "STATE_", state);
}

std::string Name(v1::Exemption::State state) {
  return WithoutPrefix(v1::Exemption::State_Name(state), "STATE_", state);
}

std::string Name(v1::AddressClass address_class) {
  return WithoutPrefix(v1::AddressClass_Name(address_class), "ADDRESS_CLASS_",
                       address_class);
}

std::string Name(v1::CommandClass command_class) {
  return WithoutPrefix(v1::CommandClass_Name(command_class), "COMMAND_CLASS_",
                       command_class);
}

std::string Name(v1::Judgement judgement) {
  if (judgement == v1::JUDGEMENT_UNSPECIFIED) return "NONE";
  return WithoutPrefix(v1::Judgement_Name(judgement), "JUDGEMENT_", judgement);
}

std::string Name(v1::UnreadField field) {
  return WithoutPrefix(v1::UnreadField_Name(field), "UNREAD_FIELD_", field);
}

std::string Name(v1::EntityKind kind) {
  return absl::AsciiStrToLower(
      WithoutPrefix(v1::EntityKind_Name(kind), "ENTITY_KIND_", kind));
}

std::string Name(v1::ValueState state) {
  return absl::AsciiStrToLower(
      WithoutPrefix(v1::ValueState_Name(state), "VALUE_STATE_", state));
}

std::string Name(v1::FeedbackAction action) {
  return absl::AsciiStrToLower(WithoutPrefix(v1::FeedbackAction_Name(action),
                                             "FEEDBACK_ACTION_", action));
}

std::string Name(v1::FindingChange change) {
  return absl::AsciiStrToLower(
      WithoutPrefix(v1::FindingChange_Name(change), "FINDING_CHANGE_", change));
}

std::string Name(v1::RunbookStep::Phase phase) {
  return absl::AsciiStrToLower(
      WithoutPrefix(v1::RunbookStep::Phase_Name(phase), "PHASE_", phase));
}

std::string Name(v1::Exemption::Revocation revocation) {
  return absl::AsciiStrToLower(WithoutPrefix(
      v1::Exemption::Revocation_Name(revocation), "REVOCATION_", revocation));
}

std::string Name(v1::CloseReason reason) {
  return WithDashes(
      WithoutPrefix(v1::CloseReason_Name(reason), "CLOSE_REASON_", reason));
}

std::string Name(v1::Teaching teaching) {
  return WithDashes(
      WithoutPrefix(v1::Teaching_Name(teaching), "TEACHING_", teaching));
}

std::string Name(v1::Reopening reopening) {
  return WithDashes(
      WithoutPrefix(v1::Reopening_Name(reopening), "REOPENING_", reopening));
}

}  // namespace farcall
