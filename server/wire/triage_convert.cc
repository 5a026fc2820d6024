// SPDX-License-Identifier: Apache-2.0
#include "server/wire/triage_convert.h"

#include <set>
#include <string_view>

#include "scoring/findings/triage.h"

namespace farcall {
namespace {

constexpr size_t kNoteBytesMax = 2048;
constexpr size_t kVerdictNoteBytesMax = 1024;

bool IsVerdict(v1::Finding::State state) {
  return state == v1::Finding::STATE_BENIGN ||
         state == v1::Finding::STATE_MALICIOUS;
}

void CheckReason(const FindingTriage::Verdict& verdict,
                 std::vector<FieldViolation>& violations) {
  if (verdict.reason == CloseReason::kNone) {
    violations.push_back({"reason", "is required"});
  } else if (!Allows(verdict.state, verdict.reason)) {
    violations.push_back(
        {"reason", std::string(CloseReasonName(verdict.reason)) +
                       " is none of the verdict " +
                       std::string(FindingStateName(verdict.state))});
  } else if (verdict.reason == CloseReason::kOther && verdict.note.empty()) {
    violations.push_back({"note", "is required with the reason other"});
  }
  if (TeachesNothing(verdict.reason) && verdict.teaching > Teaching::kNothing) {
    violations.push_back(
        {"teaching", "must be NOTHING with the reason " +
                         std::string(CloseReasonName(verdict.reason))});
  }
}

}  // namespace

std::string ReadAssignee(const v1::AcknowledgeFindingRequest& request,
                         std::vector<FieldViolation>& violations) {
  CheckText("assignee", request.assignee(), kActorBytesMax, Presence::kOptional,
            violations);
  return request.assignee().empty() ? request.actor() : request.assignee();
}

std::vector<FindingTriage::Looked> ReadLooked(
    const v1::CloseFindingsRequest& request,
    std::vector<FieldViolation>& violations) {
  const auto count = static_cast<size_t>(request.findings_size());
  if (count == 0) violations.push_back({"findings", "is required"});
  if (count > FindingTriage::kFindingsMax) {
    violations.push_back(
        {"findings", "has " + std::to_string(count) +
                         " entries; the limit is " +
                         std::to_string(FindingTriage::kFindingsMax)});
    return {};
  }
  std::vector<FindingTriage::Looked> looked;
  std::set<FindingId> ids;
  for (int i = 0; i < request.findings_size(); ++i) {
    const std::string field = "findings[" + std::to_string(i) + "]";
    std::vector<FieldViolation> wrong;
    looked.push_back(ReadLooked(request.findings(i), wrong));
    for (const FieldViolation& one : wrong) {
      violations.push_back({field + "." + one.field, one.description});
    }
    if (wrong.empty() && !ids.insert(looked.back().id).second) {
      violations.push_back({field, "is a finding that is there before"});
    }
  }
  return looked;
}

FindingTriage::Verdict ReadVerdict(const v1::CloseFindingsRequest& request,
                                   std::vector<FieldViolation>& violations) {
  CheckText("note", request.note(), kVerdictNoteBytesMax, Presence::kOptional,
            violations);
  if (!IsVerdict(request.verdict())) {
    violations.push_back({"verdict", "is required: BENIGN or MALICIOUS"});
    return {};
  }
  if (!v1::CloseReason_IsValid(request.reason())) {
    violations.push_back({"reason", "has the unknown number " +
                                        std::to_string(request.reason())});
    return {};
  }
  if (!v1::Teaching_IsValid(request.teaching())) {
    violations.push_back({"teaching", "has the unknown number " +
                                          std::to_string(request.teaching())});
    return {};
  }
  const FindingTriage::Verdict verdict = {
      .state = static_cast<FindingState>(request.verdict()),
      .reason = static_cast<CloseReason>(request.reason()),
      .teaching = static_cast<Teaching>(request.teaching()),
      .note = request.note()};
  CheckReason(verdict, violations);
  return verdict;
}

void CheckNote(const v1::ReopenFindingRequest& request,
               std::vector<FieldViolation>& violations) {
  CheckText("note", request.note(), kVerdictNoteBytesMax, Presence::kRequired,
            violations);
}

void CheckNote(const v1::AddNoteRequest& request,
               std::vector<FieldViolation>& violations) {
  CheckText("text", request.text(), kNoteBytesMax, Presence::kRequired,
            violations);
}

bool Teaches(const v1::CloseFindingsRequest& request) {
  std::vector<FieldViolation> violations;
  const FindingTriage::Verdict verdict = ReadVerdict(request, violations);
  if (!violations.empty()) return false;
  return TeachingOf(verdict.teaching, verdict.state, verdict.reason) !=
         Teaching::kNothing;
}

void WriteNote(const FindingNote& note, v1::FindingNote& result) {
  WriteMicros(note.time_micros, *result.mutable_time());
  result.set_actor(note.actor);
  result.set_identity(note.identity);
  result.set_text(note.text);
}

}  // namespace farcall
