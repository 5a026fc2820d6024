// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "triage/card/card.h"
#include "triage/card/card_input.h"

namespace farcall {

// `hour`: whether the principal is active at the hour, and on the weekday, at
// which the finding began.
CardSection HourSection(const CardInput& input);

}  // namespace farcall
