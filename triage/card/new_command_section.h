// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "triage/card/card.h"
#include "triage/card/card_input.h"

namespace farcall {

// `new_command`: whether new automation began to call the rarest commands of
// the finding (RarestCommands).
CardSection NewCommandSection(const CardInput& input);

}  // namespace farcall
