// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "farcall/v1/finding.pb.h"
#include "farcall/v1/finding_service.pb.h"

namespace farcall {

// Keys of findings and their order are part of the interface (docs/cli.md).
nlohmann::ordered_json FindingJson(const v1::Finding& finding);

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
