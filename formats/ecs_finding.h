// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "farcall/v1/finding.pb.h"
#include "farcall/v1/finding_service.pb.h"

namespace farcall {

// A finding as one line of JSON without its newline: a document of the Elastic
// Common Schema 8 (https://github.com/elastic/ecs) with the fields
// `kibana.alert.*` that Kibana's tables of alerts show. `changes` are those of
// a watch; none = the finding stands in a list. Of a finding that is removed
// only its id is known: then the document has the time `now_seconds`.
std::string EcsLine(const v1::Finding& finding,
                    const std::vector<v1::FindingChange>& changes,
                    int64_t now_seconds);

}  // namespace farcall
