// SPDX-License-Identifier: Apache-2.0
#include "server/wire/finding_convert.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "commands/command_class_set.h"
#include "server/wire/feedback_convert.h"
#include "server/wire/proto_convert.h"

namespace farcall {
namespace {

void WriteFactor(const FrozenFactor& factor, v1::Factor& result) {
  result.set_detector(factor.detector);
  result.set_entity(factor.entity);
  result.set_value(factor.value);
  result.set_bits(factor.bits);
  result.set_weight(factor.weight);
  result.set_value_calls(factor.value_calls);
  result.set_entity_calls(factor.entity_calls);
  if (factor.entity_first_seen_seconds > 0) {
    result.mutable_entity_first_seen()->set_seconds(
        factor.entity_first_seen_seconds);
  }
  if (factor.value_first_seen_seconds > 0) {
    result.mutable_value_first_seen()->set_seconds(
        factor.value_first_seen_seconds);
    result.mutable_value_last_seen()->set_seconds(
        factor.value_last_seen_seconds);
  }
  result.set_state(static_cast<v1::BaselineState>(factor.state));
  result.set_explanation(factor.explanation);
}

void WriteTimes(const Finding& finding, v1::Finding& result) {
  result.mutable_first_event_time()->set_seconds(finding.first_seconds);
  result.mutable_last_event_time()->set_seconds(finding.last_seconds);
  WriteMicros(finding.create_micros, *result.mutable_create_time());
  WriteMicros(finding.update_micros, *result.mutable_update_time());
  if (finding.acknowledge_micros > 0) {
    WriteMicros(finding.acknowledge_micros, *result.mutable_acknowledge_time());
  }
  if (finding.close_micros > 0) {
    WriteMicros(finding.close_micros, *result.mutable_close_time());
  }
}

// What its calls were, and what they may have been for.
void WriteCommands(const Finding& finding, v1::Finding& result) {
  for (const CommandClass command_class : WorstFirst(finding.classes)) {
    result.add_classes(static_cast<v1::CommandClass>(command_class));
  }
  for (const std::string_view technique : TechniquesOf(finding)) {
    result.add_techniques(std::string(technique));
  }
  result.set_sensitive_calls(finding.sensitive_calls);
  for (const CallsOfText& command : finding.commands) {
    v1::CommandCalls& calls = *result.add_commands();
    calls.set_command(command.text);
    calls.set_calls(command.calls);
  }
  result.set_other_command_calls(finding.other_command_calls);
}

}  // namespace

std::vector<FindingState> ReadStates(const v1::ListFindingsRequest& request,
                                     std::vector<FieldViolation>& violations) {
  if (request.states().empty()) {
    return {FindingState::kOpen, FindingState::kAcknowledged};
  }
  std::vector<FindingState> states;
  for (const int number : request.states()) {
    if (!v1::Finding::State_IsValid(number) ||
        number == v1::Finding::STATE_UNSPECIFIED) {
      violations.push_back(
          {"states", "has the unknown number " + std::to_string(number)});
      return {};
    }
    states.push_back(static_cast<FindingState>(number));
  }
  std::ranges::sort(states);
  const auto repeats = std::ranges::unique(states);
  states.erase(repeats.begin(), repeats.end());
  return states;
}

RiskLevel ReadRiskFrom(v1::RiskLevel level,
                       std::vector<FieldViolation>& violations) {
  if (level == v1::RISK_LEVEL_UNSPECIFIED) return RiskLevel::kNone;
  if (!v1::RiskLevel_IsValid(level)) {
    violations.push_back(
        {"risk_from", "has the unknown number " + std::to_string(level)});
    return RiskLevel::kNone;
  }
  return static_cast<RiskLevel>(level);
}

CommandClass ReadClassFrom(v1::CommandClass command_class,
                           std::vector<FieldViolation>& violations) {
  if (v1::CommandClass_IsValid(command_class)) {
    return static_cast<CommandClass>(command_class);
  }
  violations.push_back({"class_from", "has the unknown number " +
                                          std::to_string(command_class)});
  return CommandClass::kUnknown;
}

FindingId ReadFindingId(const std::string& text,
                        std::vector<FieldViolation>& violations) {
  return ReadId("finding_id", text, violations);
}

FindingId ReadId(const char* field, const std::string& text,
                 std::vector<FieldViolation>& violations) {
  const std::optional<FindingId> id = FindingId::FromText(text);
  if (id.has_value()) return *id;
  violations.push_back({field, text.empty()
                                   ? "is required"
                                   : "is not 16 characters of a-z and 2-7"});
  return {};
}

void CheckListFindings(const v1::ListFindingsRequest& request,
                       std::vector<FieldViolation>& violations) {
  if (!request.principal().empty()) {
    CheckPrincipal("principal", request.principal(), violations);
  }
  if (!request.origin().empty()) {
    CheckOrigin("origin", request.origin(), violations);
  }
  if (!request.account().empty() && !IsAccountId(request.account())) {
    violations.push_back({"account", "is not 12 digits"});
  }
  if (request.has_active_since()) {
    CheckTimestamp("active_since", request.active_since(), violations);
  }
  CheckPageSize(request.page_size(), violations);
}

std::string_view MainAccountOf(const Finding& finding) {
  const auto most =
      std::ranges::max_element(finding.accounts, {}, &CallsOfText::calls);
  return most == finding.accounts.end() ? std::string_view() : most->text;
}

void WriteFinding(const Finding& finding, v1::Finding& result) {
  result.set_id(finding.id.text());
  result.set_state(static_cast<v1::Finding::State>(finding.state));
  result.set_revision(finding.revision);
  result.set_priority(PriorityOf(finding));
  result.set_principal(finding.principal);
  result.set_principal_kind(
      static_cast<v1::PrincipalKind>(finding.principal_kind));
  result.set_origin(finding.origin);
  result.set_account(std::string(MainAccountOf(finding)));
  result.set_score(finding.score());
  result.set_risk_level(static_cast<v1::RiskLevel>(finding.risk_level()));
  result.set_headline(finding.headline);
  WriteTimes(finding, result);
  result.set_calls(finding.calls);
  result.set_failed_calls(finding.failed_calls);
  if (finding.previous.has_value()) {
    result.set_previous_id(finding.previous->text());
  }
  if (finding.exemption.has_value()) {
    result.set_exemption_id(finding.exemption->text());
  }
  result.set_reopening(static_cast<v1::Reopening>(finding.reopening));
  result.set_assignee(finding.assignee);
  result.set_reason(static_cast<v1::CloseReason>(finding.reason));
  result.set_closed_by(finding.closed_by);
  result.set_teaching(static_cast<v1::Teaching>(finding.taught));
  for (const FrozenFactor& factor : finding.opening_factors) {
    WriteFactor(factor, *result.add_opening_factors());
  }
  WriteCommands(finding, result);
  result.set_unauthenticated(finding.unauthenticated);
}

void WriteChanges(FindingChanges changes, v1::WatchFindingsResponse& result) {
  constexpr std::pair<FindingChange, v1::FindingChange> kNumbers[] = {
      {FindingChange::kOpened, v1::FINDING_CHANGE_OPENED},
      {FindingChange::kEscalated, v1::FINDING_CHANGE_ESCALATED},
      {FindingChange::kGrew, v1::FINDING_CHANGE_GREW},
      {FindingChange::kTriaged, v1::FINDING_CHANGE_TRIAGED},
      {FindingChange::kRemoved, v1::FINDING_CHANGE_REMOVED}};
  for (const auto& [change, number] : kNumbers) {
    if (Has(changes, change)) result.add_changes(number);
  }
}

}  // namespace farcall
