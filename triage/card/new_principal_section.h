// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "triage/card/card.h"
#include "triage/card/card_input.h"

namespace farcall {

// `new_principal`: whether the principal is a new employee or role, or comes
// back after a long time.
CardSection NewPrincipalSection(const CardInput& input);

}  // namespace farcall
