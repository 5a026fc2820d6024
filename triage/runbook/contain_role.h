// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "triage/runbook/command/step_list.h"

namespace farcall {

// Denies everything to the sessions of a role that were made before a moment,
// as `UtcTime()` writes it.
void AddRevokeOlderSessions(std::string_view role, std::string_view moment,
                            std::string warning, StepList& steps);

}  // namespace farcall
