// SPDX-License-Identifier: Apache-2.0
#include "server/handlers/triage_handler.h"

#include <set>
#include <vector>

#include "inputs/field_checks.h"
#include "server/handlers/server_time.h"
#include "server/wire/triage_convert.h"

namespace farcall {
grpc::Status TriageHandler::Acknowledge(
    const v1::AcknowledgeFindingRequest& request, const std::string& identity,
    v1::AcknowledgeFindingResponse& response) const {
  auto violations = CheckTenant(request.tenant());
  const FindingTriage::Looked looked = ReadLooked(request, violations);
  const std::string assignee = ReadAssignee(request, violations);
  const FindingTriage::Request asked =
      ReadTriageRequest(request, identity, NowMicros(), violations);
  if (!violations.empty()) return InvalidRequest(violations);
  const std::string tenant = TenantOf(request.tenant());
  return AnswerOne({"AcknowledgeFinding", "acknowledge", tenant, asked},
                   looked.id, metrics_.findings.acknowledged,
                   triage_.Acknowledge(tenant, looked, assignee, asked),
                   response);
}

grpc::Status TriageHandler::Close(const v1::CloseFindingsRequest& request,
                                  const std::string& identity,
                                  v1::CloseFindingsResponse& response) const {
  auto violations = CheckTenant(request.tenant());
  const std::vector<FindingTriage::Looked> looked =
      ReadLooked(request, violations);
  const FindingTriage::Verdict verdict = ReadVerdict(request, violations);
  const FindingTriage::Request asked =
      ReadTriageRequest(request, identity, NowMicros(), violations);
  if (!violations.empty()) return InvalidRequest(violations);
  const std::string tenant = TenantOf(request.tenant());
  const bool is_benign = verdict.state == FindingState::kBenign;
  const Decision decision = {"CloseFindings",
                             is_benign ? "benign" : "malicious", tenant, asked};
  const auto taken = triage_.Close(tenant, looked, verdict, asked);
  if (!taken.ok()) {
    return Refuse(decision, looked.front().id, taken.status());
  }
  response.set_duplicate(!*taken);
  std::vector<FindingId> ids;
  for (const FindingTriage::Looked& one : looked) {
    ids.push_back(one.id);
    if (*taken) {
      Record(
          decision, one.id,
          is_benign ? metrics_.findings.benign : metrics_.findings.malicious);
    }
  }
  grpc::Status shown = shown_.ShowAll(tenant, ids, decision.method,
                                      *response.mutable_findings());
  if (shown.ok() && !is_benign) TellRevoked(decision, response);
  return shown;
}

void TriageHandler::TellRevoked(const Decision& decision,
                                v1::CloseFindingsResponse& response) const {
  std::set<std::string> ids;
  for (const v1::Finding& finding : response.findings()) {
    if (!finding.exemption_id().empty()) ids.insert(finding.exemption_id());
  }
  for (const std::string& id : ids) {
    response.add_revoked_exemption_ids(id);
    if (response.duplicate()) continue;
    log_.Info("exemption revoked: a finding that it covers is malicious",
              {{"tenant", decision.tenant},
               {"exemption_id", id},
               {"actor", decision.request.actor},
               {"identity", decision.request.identity},
               {"request_id", decision.request.id}});
  }
}

grpc::Status TriageHandler::Reopen(const v1::ReopenFindingRequest& request,
                                   const std::string& identity,
                                   v1::ReopenFindingResponse& response) const {
  auto violations = CheckTenant(request.tenant());
  const FindingTriage::Looked looked = ReadLooked(request, violations);
  CheckNote(request, violations);
  const FindingTriage::Request asked =
      ReadTriageRequest(request, identity, NowMicros(), violations);
  if (!violations.empty()) return InvalidRequest(violations);
  const std::string tenant = TenantOf(request.tenant());
  return AnswerOne({"ReopenFinding", "reopen", tenant, asked}, looked.id,
                   metrics_.findings.reopened,
                   triage_.Reopen(tenant, looked, request.note(), asked),
                   response);
}

grpc::Status TriageHandler::AddNote(const v1::AddNoteRequest& request,
                                    const std::string& identity,
                                    v1::AddNoteResponse& response) const {
  auto violations = CheckTenant(request.tenant());
  const FindingId id = ReadFindingId(request.finding_id(), violations);
  CheckNote(request, violations);
  const FindingTriage::Request asked =
      ReadTriageRequest(request, identity, NowMicros(), violations);
  if (!violations.empty()) return InvalidRequest(violations);
  const std::string tenant = TenantOf(request.tenant());
  return AnswerOne(
      {"AddNote", "note", tenant, asked}, id, metrics_.findings.notes,
      triage_.AddNote(tenant, id, request.text(), asked), response);
}

template <typename Response>
grpc::Status TriageHandler::AnswerOne(const Decision& decision,
                                      const FindingId& id,
                                      prometheus::Counter& counter,
                                      const absl::StatusOr<bool>& taken,
                                      Response& response) const {
  if (!taken.ok()) return Refuse(decision, id, taken.status());
  response.set_duplicate(!*taken);
  if (*taken) Record(decision, id, counter);
  return shown_.Show(decision.tenant, id, decision.method,
                     *response.mutable_finding());
}

void TriageHandler::Record(const Decision& decision, const FindingId& id,
                           prometheus::Counter& counter) const {
  counter.Increment();
  log_.Info("finding triaged", {{"action", decision.action},
                                {"tenant", decision.tenant},
                                {"finding_id", id.text()},
                                {"actor", decision.request.actor},
                                {"identity", decision.request.identity},
                                {"request_id", decision.request.id}});
}

grpc::Status TriageHandler::Refuse(const Decision& decision,
                                   const FindingId& id,
                                   const absl::Status& status) const {
  const std::string message(status.message());
  if (absl::IsNotFound(status)) return FindingNotFound(message);
  if (absl::IsFailedPrecondition(status)) {
    return FindingRefuses(ErrorReason::kFindingState, message);
  }
  if (absl::IsResourceExhausted(status)) {
    return FindingRefuses(ErrorReason::kFindingLimit, message);
  }
  if (!absl::IsAborted(status)) return shown_.Fail(status, decision.method);
  v1::Finding now;
  grpc::Status shown = shown_.Show(decision.tenant, id, decision.method, now);
  return shown.ok() ? FindingChanged(message, now) : shown;
}

}  // namespace farcall
