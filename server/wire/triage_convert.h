// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "farcall/v1/finding_service.pb.h"
#include "scoring/batch/finding_triage.h"
#include "server/wire/feedback_convert.h"
#include "server/wire/finding_convert.h"
#include "server/wire/grpc_status.h"
#include "server/wire/proto_convert.h"

namespace farcall {

// The border between the wire and the core, for what people decide on findings.
// What is wrong with a request is added to `violations`; then what was read is
// of no use.

// An entry of the audit has it in its id, with the finding's.
inline constexpr size_t kTriageRequestIdBytesMax = 100;

// Who asks: fields that all requests have.
template <typename Request>
FindingTriage::Request ReadTriageRequest(
    const Request& request, const std::string& identity, int64_t time_micros,
    std::vector<FieldViolation>& violations) {
  CheckText("request_id", request.request_id(), kTriageRequestIdBytesMax,
            Presence::kRequired, violations);
  CheckText("actor", request.actor(), kActorBytesMax, Presence::kRequired,
            violations);
  return {.id = request.request_id(),
          .actor = request.actor(),
          .identity = identity.substr(0, kIdentityBytesMax),
          .time_micros = time_micros};
}
// Of requests about one finding.
template <typename Request>
FindingTriage::Looked ReadLooked(const Request& request,
                                 std::vector<FieldViolation>& violations) {
  return {.id = ReadFindingId(request.finding_id(), violations),
          .revision = request.expected_revision()};
}
// Who looks at it from now on.
std::string ReadAssignee(const v1::AcknowledgeFindingRequest& request,
                         std::vector<FieldViolation>& violations);
std::vector<FindingTriage::Looked> ReadLooked(
    const v1::CloseFindingsRequest& request,
    std::vector<FieldViolation>& violations);
FindingTriage::Verdict ReadVerdict(const v1::CloseFindingsRequest& request,
                                   std::vector<FieldViolation>& violations);
void CheckNote(const v1::ReopenFindingRequest& request,
               std::vector<FieldViolation>& violations);
void CheckNote(const v1::AddNoteRequest& request,
               std::vector<FieldViolation>& violations);

// Whether the request has a verdict that changes what is learned. False of one
// that is not valid.
bool Teaches(const v1::CloseFindingsRequest& request);

void WriteNote(const FindingNote& note, v1::FindingNote& result);

}  // namespace farcall
