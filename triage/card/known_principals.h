// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "scoring/findings/term_use.h"
#include "triage/card/card_input.h"

namespace farcall {

// Of all uses of a kind of term, each principal once: with its earliest first
// and its latest last call, and the places of the latest.
TermUses EachPrincipalOnce(TermUses uses);

// Whether a principal is of the finding's kind and account, and another one.
bool IsPeer(const TermUse& use, const Finding& finding);

// Principals of the tenant that called in 180 days, but the finding's own. At
// least so many, where CardInput::principals says that there are more.
struct PrincipalCounts {
  uint64_t all = 0;  // with the peers
  uint64_t peers = 0;
  // Peers first seen at most 30 days before the finding.
  uint64_t new_peers = 0;
};
PrincipalCounts CountPrincipals(const CardInput& input);

// The same of those that called from the finding's origin.
PrincipalCounts CountPrincipalsThere(const CardInput& input);

}  // namespace farcall
