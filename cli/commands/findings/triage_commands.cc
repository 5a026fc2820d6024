// SPDX-License-Identifier: Apache-2.0
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "cli/commands/commands.h"
#include "cli/commands/server_error.h"
#include "cli/options/statement.h"
#include "cli/output/findings/finding_output.h"
#include "cli/server/server_connection.h"
#include "formats/finding_json.h"

namespace farcall {
namespace {

using Stub = v1::FindingService::Stub;

// What a request is about.
struct Subject {
  std::vector<std::string> finding_ids;
  std::optional<uint64_t> revision;
};

// What a server said that changes nothing, in words that name the finding.
absl::Status Refusal(const absl::Status& status, const Subject& subject,
                     const std::string& tenant) {
  const std::string& first_id = subject.finding_ids.front();
  if (absl::IsNotFound(status) && subject.finding_ids.size() == 1) {
    return absl::NotFoundError(NoSuchFinding(first_id, tenant));
  }
  if (absl::IsAborted(status) && subject.revision.has_value()) {
    return absl::AbortedError(absl::StrCat(
        "finding ", first_id, " was changed since --revision ",
        *subject.revision,
        ", by somebody else or by more calls: ", status.message()));
  }
  return status;
}

void Write(const v1::Finding& finding, OutputFormat format,
           const Terminal& terminal) {
  terminal.out << (format == OutputFormat::kJson
                       ? FindingLine(finding)
                       : Standing(finding, terminal.charset))
               << '\n';
}

// Sends a request whose own fields are filled in, and shows the findings as
// they are afterwards.
template <typename Request, typename Response>
ExitCode Change(Request& request, const Subject& subject,
                const TriageOptions& triage, const Target& target,
                const Terminal& terminal,
                grpc::Status (Stub::*method)(grpc::ClientContext*,
                                             const Request&, Response*)) {
  request.set_tenant(target.tenant);
  request.set_actor(triage.actor);
  request.set_request_id(triage.request_id.empty() ? NewRequestId()
                                                   : triage.request_id);
  const std::string again = "--request-id " + request.request_id();
  const auto server = Connect(target.server);
  if (!server.ok()) return TellServerError(server.status(), again, terminal);
  const auto response = Call(*server, method, request);
  if (!response.ok()) {
    return TellServerError(Refusal(response.status(), subject, target.tenant),
                           again, terminal);
  }
  if constexpr (std::is_same_v<Response, v1::CloseFindingsResponse>) {
    for (const v1::Finding& finding : response->findings()) {
      Write(finding, triage.format, terminal);
    }
    for (const std::string& id : response->revoked_exemption_ids()) {
      terminal.Error("exemption " + id +
                     " is revoked: it covers a finding that is MALICIOUS");
    }
  } else {
    Write(response->finding(), triage.format, terminal);
  }
  if (response->duplicate()) {
    terminal.Error(again + " was taken before: nothing was changed now");
  }
  return ExitCode::kOk;
}

}  // namespace

ExitCode RunAcknowledge(const AcknowledgeOptions& options, const Target& target,
                        const Terminal& terminal) {
  v1::AcknowledgeFindingRequest request;
  request.set_finding_id(options.finding_id);
  request.set_expected_revision(options.revision.value_or(0));
  request.set_assignee(options.assignee);
  return Change(request, {{options.finding_id}, options.revision},
                options.triage, target, terminal, &Stub::AcknowledgeFinding);
}

ExitCode RunClose(const CloseOptions& options, const Target& target,
                  const Terminal& terminal) {
  v1::CloseFindingsRequest request;
  for (const std::string& finding_id : options.finding_ids) {
    v1::FindingRevision& finding = *request.add_findings();
    finding.set_finding_id(finding_id);
    finding.set_expected_revision(options.revision.value_or(0));
  }
  request.set_verdict(options.benign ? v1::Finding::STATE_BENIGN
                                     : v1::Finding::STATE_MALICIOUS);
  request.set_reason(options.reason);
  request.set_teaching(options.teaching);
  request.set_note(options.note);
  return Change(request, {options.finding_ids, options.revision},
                options.triage, target, terminal, &Stub::CloseFindings);
}

ExitCode RunReopen(const ReopenOptions& options, const Target& target,
                   const Terminal& terminal) {
  v1::ReopenFindingRequest request;
  request.set_finding_id(options.finding_id);
  request.set_expected_revision(options.revision.value_or(0));
  request.set_note(options.note);
  return Change(request, {{options.finding_id}, options.revision},
                options.triage, target, terminal, &Stub::ReopenFinding);
}

ExitCode RunNote(const NoteOptions& options, const Target& target,
                 const Terminal& terminal) {
  v1::AddNoteRequest request;
  request.set_finding_id(options.finding_id);
  request.set_text(options.text);
  return Change(request, {{options.finding_id}, std::nullopt}, options.triage,
                target, terminal, &Stub::AddNote);
}

}  // namespace farcall
