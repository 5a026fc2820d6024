// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tests/cli/fake_findings.h"

namespace farcall {
namespace {

using v1::Finding;

std::string StateName(Finding::State state) {
  return Finding::State_Name(state).substr(sizeof("STATE_") - 1);
}

v1::FindingNote NoteOf(const std::string& actor, const std::string& text) {
  v1::FindingNote note;
  note.set_actor(actor);
  note.set_text(text);
  return note;
}

}  // namespace

std::vector<Finding>::iterator FakeFindings::Find(
    const std::string& finding_id) {
  return std::ranges::find_if(queue_, [&](const Finding& finding) {
    return finding.id() == finding_id;
  });
}

grpc::Status FakeFindings::Check(const std::string& finding_id,
                                 uint64_t revision, const States& states) {
  if (!refusal_.ok()) return refusal_;
  const auto found = Find(finding_id);
  if (found == queue_.end()) {
    return {grpc::StatusCode::NOT_FOUND,
            absl::StrCat("there is no finding ", finding_id, " of tenant t")};
  }
  if (revision != 0 && revision != found->revision()) {
    return {grpc::StatusCode::ABORTED,
            absl::StrCat("finding ", finding_id, " has changed: it is ",
                         StateName(found->state()), " in revision ",
                         found->revision())};
  }
  if (!states.contains(found->state())) {
    return {grpc::StatusCode::FAILED_PRECONDITION,
            absl::StrCat("finding ", finding_id, " is ",
                         StateName(found->state()))};
  }
  return grpc::Status::OK;
}

bool FakeFindings::IsNew(const std::string& request_id) {
  return request_ids_.insert(request_id).second;
}

grpc::Status FakeFindings::AcknowledgeFinding(
    grpc::ServerContext*, const v1::AcknowledgeFindingRequest* request,
    v1::AcknowledgeFindingResponse* response) {
  const std::lock_guard lock(mutex_);
  acknowledge_requests_.push_back(*request);
  const grpc::Status status =
      Check(request->finding_id(), request->expected_revision(),
            {Finding::STATE_OPEN, Finding::STATE_ACKNOWLEDGED});
  if (!status.ok()) return status;
  Finding& finding = *Find(request->finding_id());
  if (IsNew(request->request_id())) {
    finding.set_state(Finding::STATE_ACKNOWLEDGED);
    finding.set_assignee(request->assignee().empty() ? request->actor()
                                                     : request->assignee());
    finding.set_revision(finding.revision() + 1);
  }
  *response->mutable_finding() = finding;
  return grpc::Status::OK;
}

grpc::Status FakeFindings::CloseFindings(
    grpc::ServerContext*, const v1::CloseFindingsRequest* request,
    v1::CloseFindingsResponse* response) {
  const std::lock_guard lock(mutex_);
  close_requests_.push_back(*request);
  for (const v1::FindingRevision& looked : request->findings()) {
    const grpc::Status status =
        Check(looked.finding_id(), looked.expected_revision(),
              {Finding::STATE_OPEN, Finding::STATE_ACKNOWLEDGED,
               Finding::STATE_EXPIRED});
    if (!status.ok()) return status;
  }
  const bool is_new = IsNew(request->request_id());
  for (const v1::FindingRevision& looked : request->findings()) {
    Finding& finding = *Find(looked.finding_id());
    if (is_new) {
      finding.set_state(request->verdict());
      finding.set_reason(request->reason());
      finding.set_revision(finding.revision() + 1);
    }
    *response->add_findings() = finding;
  }
  return grpc::Status::OK;
}

grpc::Status FakeFindings::ReopenFinding(
    grpc::ServerContext*, const v1::ReopenFindingRequest* request,
    v1::ReopenFindingResponse* response) {
  const std::lock_guard lock(mutex_);
  reopen_requests_.push_back(*request);
  const grpc::Status status =
      Check(request->finding_id(), request->expected_revision(),
            {Finding::STATE_BENIGN, Finding::STATE_MALICIOUS});
  if (!status.ok()) return status;
  Finding& finding = *Find(request->finding_id());
  if (IsNew(request->request_id())) {
    finding.set_state(Finding::STATE_ACKNOWLEDGED);
    finding.clear_reason();
    finding.set_revision(finding.revision() + 1);
    notes_[finding.id()].push_back(NoteOf(request->actor(), request->note()));
  }
  *response->mutable_finding() = finding;
  return grpc::Status::OK;
}

grpc::Status FakeFindings::AddNote(grpc::ServerContext*,
                                   const v1::AddNoteRequest* request,
                                   v1::AddNoteResponse* response) {
  const std::lock_guard lock(mutex_);
  note_requests_.push_back(*request);
  const grpc::Status status = Check(
      request->finding_id(), 0,
      {Finding::STATE_OPEN, Finding::STATE_ACKNOWLEDGED, Finding::STATE_BENIGN,
       Finding::STATE_MALICIOUS, Finding::STATE_EXPIRED});
  if (!status.ok()) return status;
  Finding& finding = *Find(request->finding_id());
  if (IsNew(request->request_id())) {
    finding.set_revision(finding.revision() + 1);
    notes_[finding.id()].push_back(NoteOf(request->actor(), request->text()));
  }
  *response->mutable_finding() = finding;
  return grpc::Status::OK;
}

std::vector<v1::AcknowledgeFindingRequest> FakeFindings::acknowledge_requests()
    const {
  const std::lock_guard lock(mutex_);
  return acknowledge_requests_;
}

std::vector<v1::CloseFindingsRequest> FakeFindings::close_requests() const {
  const std::lock_guard lock(mutex_);
  return close_requests_;
}

std::vector<v1::ReopenFindingRequest> FakeFindings::reopen_requests() const {
  const std::lock_guard lock(mutex_);
  return reopen_requests_;
}

std::vector<v1::AddNoteRequest> FakeFindings::note_requests() const {
  const std::lock_guard lock(mutex_);
  return note_requests_;
}

}  // namespace farcall
