// SPDX-License-Identifier: Apache-2.0
#include "triage/runbook/command/look_up.h"

namespace farcall {

FilledCommand LookUp(FixedText attribute, CommandField field,
                     std::string_view value, std::string_view region,
                     std::string_view from) {
  FilledCommand command("cloudtrail", "lookup-events");
  command
      .Set("--lookup-attributes",
           {"[{\"AttributeKey\":\"", attribute, "\",\"AttributeValue\":\"",
            CommandPart(field, value), "\"}]"})
      .Set("--start-time", CommandField::kTime, from)
      .Set("--region", CommandField::kRegion, region);
  return command;
}

}  // namespace farcall
