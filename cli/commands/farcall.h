// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "cli/options/exit_code.h"
#include "cli/output/terminal.h"

namespace farcall {

// The whole program. `arguments` without its name.
ExitCode RunFarcall(const std::vector<std::string>& arguments,
                    const Terminal& terminal);

}  // namespace farcall
