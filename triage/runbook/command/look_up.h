// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "triage/runbook/command/filled_command.h"

namespace farcall {

// Lists the calls that CloudTrail has of a region from a moment (`UtcTime()`)
// on. `attribute` is one of CloudTrail's lookup attributes, such as `Username`.
FilledCommand LookUp(FixedText attribute, CommandField field,
                     std::string_view value, std::string_view region,
                     std::string_view from);

}  // namespace farcall
