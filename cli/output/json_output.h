// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "farcall/v1/baseline_service.pb.h"
#include "farcall/v1/finding.pb.h"
#include "farcall/v1/finding_service.pb.h"
#include "farcall/v1/score.pb.h"

namespace farcall {

// One result as one line of JSON, without its newline. Keys and their order are
// part of the interface (docs/cli.md).
std::string ResultLine(const v1::EventResult& result);

// The same for one result alone, indented, with the fields that a line leaves
// out.
std::string ResultDocument(const v1::EventResult& result,
                           const std::optional<v1::EventResult>& what_if);

// A baseline as one line of JSON, or indented.
std::string BaselineLine(const v1::Baseline& baseline);
std::string BaselineDocument(const v1::Baseline& baseline);

// One piece of feedback as one line of JSON.
std::string FeedbackLine(const v1::FeedbackEntry& entry);

// A finding as one line of JSON, or several as one document.
std::string FindingLine(const v1::Finding& finding);
std::string FindingsDocument(const std::vector<v1::Finding>& findings);

// A finding with its notes as one line of JSON, or indented.
std::string FindingLine(const v1::GetFindingResponse& found);
std::string FindingDocument(const v1::GetFindingResponse& found);

// A change of a finding as one line of JSON: id, revision and change, and the
// other fields if the finding still exists.
std::string ChangeLine(const v1::WatchFindingsResponse& answer);

}  // namespace farcall
