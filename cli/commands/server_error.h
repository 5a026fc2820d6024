// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/status.h"
#include "cli/options/exit_code.h"
#include "cli/output/terminal.h"

namespace farcall {

// Says why a server was not reached, or what it answered.
ExitCode TellServerError(const absl::Status& status, const Terminal& terminal);

// The same of a request that happens once. It may have happened where no answer
// came: then `again`, such as `--request-id 1b4e`, makes it safe to send it
// again.
ExitCode TellServerError(const absl::Status& status, const std::string& again,
                         const Terminal& terminal);

// `there is no finding mfrggzdfmztwq2lk in tenant default`
std::string NoSuchFinding(const std::string& finding_id,
                          const std::string& tenant);

}  // namespace farcall
