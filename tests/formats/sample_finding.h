// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "farcall/v1/finding.pb.h"
#include "farcall/v1/finding_service.pb.h"

namespace farcall {

// A HIGH finding of alice from Vietnam.
inline v1::Finding SampleFinding(const std::string& id = "mfrggzdfmztwq2lk") {
  constexpr int64_t kEventSeconds = 1767323045;  // 2026-01-02T03:04:05Z
  v1::Finding finding;
  finding.set_id(id);
  finding.set_state(v1::Finding::STATE_OPEN);
  finding.set_revision(2);
  finding.set_priority(3);
  finding.set_principal("arn:aws:iam::111122223333:user/alice");
  finding.set_principal_kind(v1::PRINCIPAL_KIND_USER);
  finding.set_origin("VN");
  finding.set_account("111122223333");
  finding.set_score(88.25);
  finding.set_risk_level(v1::RISK_LEVEL_HIGH);
  finding.set_headline("Unusual for alice: called from VN");
  finding.mutable_first_event_time()->set_seconds(kEventSeconds);
  finding.mutable_last_event_time()->set_seconds(kEventSeconds + 60);
  finding.mutable_create_time()->set_seconds(kEventSeconds + 300);
  finding.mutable_update_time()->set_seconds(kEventSeconds + 360);
  finding.set_calls(1234);
  finding.set_failed_calls(12);
  finding.set_previous_id("aaaabbbbccccdddd");
  v1::Factor& factor = *finding.add_opening_factors();
  factor.set_detector("country_for_principal");
  factor.set_entity("alice");
  factor.set_value("VN");
  factor.set_bits(12.5);
  factor.set_weight(0.75);
  factor.set_entity_calls(4812);
  factor.set_state(v1::BASELINE_STATE_READY);
  factor.set_explanation("alice called from VN for the first time");
  v1::CommandCalls& first = *finding.add_commands();
  first.set_command("sts:GetCallerIdentity");
  first.set_calls(4);
  v1::CommandCalls& second = *finding.add_commands();
  second.set_command("iam:CreateUser");
  second.set_calls(1225);
  finding.set_other_command_calls(5);
  finding.add_classes(v1::COMMAND_CLASS_PERSISTENCE);
  finding.add_classes(v1::COMMAND_CLASS_DISCOVERY);
  finding.add_techniques("T1087.004");
  finding.add_techniques("T1136.003");
  finding.set_sensitive_calls(1225);
  return finding;
}

// Such a finding that somebody closed.
inline v1::Finding ClosedFinding(const std::string& id = "mfrggzdfmztwq2lk") {
  v1::Finding finding = SampleFinding(id);
  const int64_t opened = finding.create_time().seconds();
  finding.set_state(v1::Finding::STATE_MALICIOUS);
  finding.set_assignee("carol");
  finding.mutable_acknowledge_time()->set_seconds(opened + 660);
  finding.mutable_close_time()->set_seconds(opened + 1260);
  finding.set_closed_by("token:soc");
  finding.set_reason(v1::CLOSE_REASON_STOLEN_CREDENTIAL);
  finding.set_teaching(v1::TEACHING_EVENTS);
  finding.set_reopening(v1::REOPENING_AFTER_MALICIOUS);
  return finding;
}

// The same with two notes, of which the second one has two lines and the name
// of nobody whom the server knows.
inline v1::GetFindingResponse FoundFinding() {
  v1::GetFindingResponse found;
  *found.mutable_finding() = ClosedFinding();
  const int64_t acknowledged = found.finding().acknowledge_time().seconds();
  v1::FindingNote& first = *found.add_notes();
  first.mutable_time()->set_seconds(acknowledged + 60);
  first.set_actor("carol");
  first.set_identity("token:soc");
  first.set_text("asked alice");
  v1::FindingNote& second = *found.add_notes();
  second.mutable_time()->set_seconds(acknowledged + 300);
  second.set_actor("bob");
  second.set_text("she is at home\nkey revoked");
  return found;
}

// A change of such a finding; of one that is removed its id alone.
inline v1::WatchFindingsResponse SampleChange(
    const std::string& id, uint64_t revision,
    const std::vector<v1::FindingChange>& changes = {
        v1::FINDING_CHANGE_OPENED}) {
  v1::WatchFindingsResponse answer;
  *answer.mutable_finding() = SampleFinding(id);
  answer.mutable_finding()->set_revision(revision);
  for (const v1::FindingChange change : changes) {
    answer.add_changes(change);
    if (change != v1::FINDING_CHANGE_REMOVED) continue;
    answer.mutable_finding()->Clear();
    answer.mutable_finding()->set_id(id);
  }
  return answer;
}

}  // namespace farcall
