// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "farcall/v1/baseline_service.pb.h"
#include "inputs/parsed_record.h"
#include "scoring/batch/feedback.h"
#include "scoring/event/event.h"
#include "server/wire/grpc_status.h"
#include "server/wire/proto_convert.h"

namespace farcall {

// The border between the wire and the core, for feedback.

// What a request judges, read and checked; what is wrong is added to
// `violations`, and then the target is of no use.
using JudgedTarget = std::variant<PrincipalPlace, Event>;
JudgedTarget ReadPlace(const v1::Place& place,
                       std::vector<FieldViolation>& violations);
JudgedTarget ReadJudgedEvent(ParsedRecord record,
                             std::vector<FieldViolation>& violations);

inline constexpr size_t kActorBytesMax = 256;
// The names in a certificate may be longer.
inline constexpr size_t kIdentityBytesMax = 256;

// Who says something and why: fields that all requests have.
template <typename Request>
Statement StatementOf(const Request& request, const std::string& identity,
                      int64_t time_micros) {
  return {request.feedback_id(), request.actor(), request.reason(), time_micros,
          identity.substr(0, kIdentityBytesMax)};
}
std::vector<FieldViolation> CheckStatement(const std::string& tenant,
                                           const Statement& statement);

void CheckPrincipal(const char* field, const std::string& principal,
                    std::vector<FieldViolation>& violations);
// A country, or a name as those that look-ups and overrides give.
void CheckOrigin(const char* field, const std::string& origin,
                 std::vector<FieldViolation>& violations);
// The end of a benign verdict in Unix seconds; 0 = it has none.
int64_t ReadUntil(const v1::MarkBenignRequest& request,
                  std::vector<FieldViolation>& violations);
// The range of a ForgetRequest.
void CheckRange(const v1::ForgetRequest& request,
                std::vector<FieldViolation>& violations);
std::vector<FieldViolation> CheckListFeedback(
    const v1::ListFeedbackRequest& request);

void WriteEntry(const FeedbackEntry& entry, v1::FeedbackEntry& result);

}  // namespace farcall
