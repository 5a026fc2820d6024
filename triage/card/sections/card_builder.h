// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "triage/card/card.h"
#include "triage/card/card_input.h"

namespace farcall {

// The card of a finding: all of its sections, always, in the order of the
// investigation guide, and the explanations that they support. Without a
// runbook.
Card MakeCard(const CardInput& input);

}  // namespace farcall
