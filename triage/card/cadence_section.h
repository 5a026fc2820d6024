// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "triage/card/card.h"
#include "triage/card/card_input.h"

namespace farcall {

// `cadence`: whether the principal calls the rarest commands of the finding
// (RarestCommands) at a fixed time, and did so this time too. Its other hours
// alone tell which time that is.
CardSection CadenceSection(const CardInput& input);

}  // namespace farcall
