// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "farcall/v1/finding.pb.h"
#include "farcall/v1/finding_service.pb.h"

namespace farcall {

// A finding as one line of JSON without its newline: an event of the class
// Detection Finding (2004) of the Open Cybersecurity Schema Framework 1.8, with
// its profiles `cloud` and `incident` (https://schema.ocsf.io). `changes` are
// those of a watch; none = the finding stands in a list. Of a finding that is
// removed only its id is known: then the event has the time `now_seconds`.
std::string OcsfLine(const v1::Finding& finding,
                     const std::vector<v1::FindingChange>& changes,
                     int64_t now_seconds);

}  // namespace farcall
