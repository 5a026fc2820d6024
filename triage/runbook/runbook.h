// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "triage/card/card.h"
#include "triage/card/card_input.h"

namespace farcall {

// What to do about a finding, in the order to do it: find out what was touched,
// stop the caller, remove what it left, bring back what was changed, learn. In
// each of these, what changes nothing stands first. Farcall runs none of it.
std::vector<RunbookStep> MakeRunbook(const CardInput& input);

}  // namespace farcall
