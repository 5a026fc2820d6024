// SPDX-License-Identifier: Apache-2.0
#include "server/handlers/finding_handler.h"

#include <algorithm>
#include <string>
#include <vector>

#include "server/handlers/finding_list.h"
#include "server/handlers/resume_token.h"
#include "server/wire/finding_convert.h"
#include "server/wire/grpc_status.h"
#include "server/wire/proto_convert.h"
#include "server/wire/triage_convert.h"

namespace farcall {
namespace {

FindingFilter FilterOf(const v1::ListFindingsRequest& request,
                       RiskLevel risk_from, CommandClass class_from) {
  return {.principal = request.principal(),
          .origin = request.origin(),
          .account = request.account(),
          .risk_from = risk_from,
          .class_from = class_from,
          // Times of calls are kept in seconds.
          .active_since_seconds = request.active_since().seconds(),
          .planned = request.planned()};
}

// `1,2`
std::string NumbersOf(const std::vector<FindingState>& states) {
  std::string numbers;
  for (const FindingState state : states) {
    numbers +=
        (numbers.empty() ? "" : ",") + std::to_string(static_cast<int>(state));
  }
  return numbers;
}

// Whether all findings that SharedNetworks asks for are in these states.
bool HasUndecided(const std::vector<FindingState>& states) {
  return std::ranges::count(states, FindingState::kOpen) > 0 &&
         std::ranges::count(states, FindingState::kAcknowledged) > 0;
}

// Writes findings until the page is full; whether all were written.
bool WritePage(const std::vector<Finding>& findings,
               const SharedNetworks& shared,
               v1::ListFindingsResponse& response) {
  size_t bytes = 0;
  for (const Finding& finding : findings) {
    v1::Finding written;
    WriteFinding(finding, written);
    written.set_priority(PriorityOf(finding, shared));
    bytes += written.ByteSizeLong();
    if (bytes > FindingHandler::kPageBytes && response.findings_size() > 0) {
      return false;
    }
    *response.add_findings() = std::move(written);
  }
  return true;
}

}  // namespace

grpc::Status FindingHandler::List(const v1::ListFindingsRequest& request,
                                  v1::ListFindingsResponse& response) const {
  auto violations = CheckTenant(request.tenant());
  CheckListFindings(request, violations);
  const std::vector<FindingState> states = ReadStates(request, violations);
  const RiskLevel risk_from = ReadRiskFrom(request.risk_from(), violations);
  const CommandClass class_from =
      ReadClassFrom(request.class_from(), violations);
  const FindingFilter filter = FilterOf(request, risk_from, class_from);
  const std::string tenant = TenantOf(request.tenant());
  const std::string state_numbers = NumbersOf(states);
  const std::string risk_number = std::to_string(static_cast<int>(risk_from));
  const std::string class_number = std::to_string(static_cast<int>(class_from));
  const std::string since = std::to_string(filter.active_since_seconds);
  const PageTokens::List list = {
      tenant,        state_numbers,  filter.principal,
      filter.origin, filter.account, risk_number,
      class_number,  since,          filter.planned ? "planned" : ""};
  const auto place = page_tokens_.Open(list, request.page_token());
  if (!place.has_value()) {
    violations.push_back({"page_token", PageTokens::kRefusal});
  }
  if (!violations.empty()) return InvalidRequest(violations);

  // First, so that no change falls between the list and the watch.
  const auto end = findings_.FindingLogEnd(tenant);
  if (!end.ok()) return Fail(end.status(), "ListFindings");
  const ResumeToken resume = {.incarnation = end->incarnation,
                              .position = end->position};
  auto all = findings_.ListFindings(tenant, states);
  if (!all.ok()) return Fail(all.status(), "ListFindings");
  const auto shared = HasUndecided(states)
                          ? absl::StatusOr<SharedNetworks>(SharedNetworks(*all))
                          : ReadSharedNetworks(findings_, tenant);
  if (!shared.ok()) return Fail(shared.status(), "ListFindings");
  const FindingPage page = PageOf(*std::move(all), filter, *shared, *place,
                                  PageSizeOf(request.page_size()));
  const bool all_written = WritePage(page.findings, *shared, response);
  if (page.more || !all_written) {
    const auto last = static_cast<size_t>(response.findings_size()) - 1;
    response.set_next_page_token(
        page_tokens_.Seal(list, PlaceOf(page.findings[last], *shared)));
  }
  response.set_resume_token(resume.text());
  const absl::Status told = AwaitRead(tenant, resume.position);
  return told.ok() ? grpc::Status::OK : Fail(told, "ListFindings");
}

grpc::Status FindingHandler::Get(const v1::GetFindingRequest& request,
                                 bool with_notes,
                                 v1::GetFindingResponse& response) const {
  auto violations = CheckTenant(request.tenant());
  const FindingId id = ReadFindingId(request.finding_id(), violations);
  if (!violations.empty()) return InvalidRequest(violations);
  const std::string tenant = TenantOf(request.tenant());
  if (with_notes) {
    const auto notes = findings_.ListNotes(tenant, id);
    if (!notes.ok()) return Fail(notes.status(), "GetFinding");
    for (const FindingNote& note : *notes) {
      WriteNote(note, *response.add_notes());
    }
  }
  const auto finding = GetFinding(findings_, tenant, id);
  if (!finding.ok()) return Fail(finding.status(), "GetFinding");
  absl::Status told =
      WriteInQueue(tenant, *finding, *response.mutable_finding());
  if (told.ok()) told = AwaitRead(tenant);
  return told.ok() ? grpc::Status::OK : Fail(told, "GetFinding");
}

absl::Status FindingHandler::WriteInQueue(std::string_view tenant,
                                          const Finding& finding,
                                          v1::Finding& result) const {
  WriteFinding(finding, result);
  if (!MayBeRaised(finding)) return absl::OkStatus();
  const auto shared = ReadSharedNetworks(findings_, tenant);
  if (!shared.ok()) return shared.status();
  result.set_priority(PriorityOf(finding, *shared));
  return absl::OkStatus();
}

grpc::Status FindingHandler::Show(const std::string& tenant,
                                  const FindingId& id, std::string_view method,
                                  v1::Finding& result) const {
  google::protobuf::RepeatedPtrField<v1::Finding> results;
  grpc::Status status = ShowAll(tenant, {&id, 1}, method, results);
  if (status.ok()) result = std::move(results[0]);
  return status;
}

grpc::Status FindingHandler::ShowAll(
    const std::string& tenant, std::span<const FindingId> ids,
    std::string_view method,
    google::protobuf::RepeatedPtrField<v1::Finding>& results) const {
  for (const FindingId& id : ids) {
    const auto finding = GetFinding(findings_, tenant, id);
    if (!finding.ok()) return Fail(finding.status(), method);
    WriteFinding(*finding, *results.Add());
  }
  const absl::Status told = AwaitRead(tenant);
  return told.ok() ? grpc::Status::OK : Fail(told, method);
}

grpc::Status FindingHandler::Begin(const v1::WatchFindingsRequest& request,
                                   FindingFeed::Watch& watch) const {
  auto violations = CheckTenant(request.tenant());
  watch.tenant = TenantOf(request.tenant());
  watch.risk_from = ReadRiskFrom(request.risk_from(), violations);
  watch.planned = request.planned();
  const std::string& text = request.resume_token();
  const bool is_place = !text.empty() && text != ResumeToken::kStart;
  const auto token = is_place ? ResumeToken::FromText(text) : ResumeToken();
  if (!token.has_value()) {
    violations.push_back(
        {"resume_token",
         "is none: take it from an answer, or say `start` for the first change "
         "that is kept"});
  }
  if (!violations.empty()) return InvalidRequest(violations);
  const auto end = findings_.FindingLogEnd(watch.tenant);
  if (!end.ok()) return Fail(end.status(), "WatchFindings");
  if (is_place && (token->incarnation != end->incarnation ||
                   token->position > end->position)) {
    return ForeignResumeToken();
  }
  watch.from_start = text == ResumeToken::kStart;
  watch.incarnation = end->incarnation;
  watch.position = text.empty() ? end->position : token->position;
  return grpc::Status::OK;
}

absl::Status FindingHandler::AwaitRead(std::string_view tenant) const {
  const auto end = findings_.FindingLogEnd(tenant);
  return end.ok() ? AwaitRead(tenant, end->position) : end.status();
}

absl::Status FindingHandler::AwaitRead(std::string_view tenant,
                                       uint64_t position) const {
  const auto rest = findings_.ReadFindingLog(tenant, position, 1);
  if (!rest.ok()) return rest.status();
  return histograms_.AwaitDurable(rest->ticket);
}

grpc::Status FindingHandler::Fail(const absl::Status& status,
                                  std::string_view method) const {
  if (absl::IsOutOfRange(status)) return ResumeTokenTooOld();
  if (absl::IsNotFound(status))
    return FindingNotFound(std::string(status.message()));
  log_.Error("call failed",
             {{"method", method}, {"status", status.ToString()}});
  return StoreFailed(status);
}

}  // namespace farcall
