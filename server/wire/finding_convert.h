// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "commands/command_class.h"
#include "farcall/v1/finding_service.pb.h"
#include "scoring/event/finding_id.h"
#include "scoring/event/risk_level.h"
#include "scoring/findings/finding.h"
#include "server/wire/grpc_status.h"

namespace farcall {

// The border between the wire and the core, for findings. What is wrong with a
// request is added to `violations`; then what was read is of no use.

// The states that a list asks for, ascending, each once. None = open and
// acknowledged.
std::vector<FindingState> ReadStates(const v1::ListFindingsRequest& request,
                                     std::vector<FieldViolation>& violations);
// UNSPECIFIED = kNone, which all levels reach.
RiskLevel ReadRiskFrom(v1::RiskLevel level,
                       std::vector<FieldViolation>& violations);
// UNSPECIFIED = kUnknown, which all findings reach.
CommandClass ReadClassFrom(v1::CommandClass command_class,
                           std::vector<FieldViolation>& violations);
FindingId ReadFindingId(const std::string& text,
                        std::vector<FieldViolation>& violations);
// The same of an id in another field.
FindingId ReadId(const char* field, const std::string& text,
                 std::vector<FieldViolation>& violations);
// The fields of a list that are read as they are.
void CheckListFindings(const v1::ListFindingsRequest& request,
                       std::vector<FieldViolation>& violations);

// The account that received most of the calls, the first of several; empty =
// not known.
std::string_view MainAccountOf(const Finding& finding);

void WriteFinding(const Finding& finding, v1::Finding& result);
// In the order of their numbers.
void WriteChanges(FindingChanges changes, v1::WatchFindingsResponse& result);

}  // namespace farcall
