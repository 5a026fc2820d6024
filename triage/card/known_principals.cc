// SPDX-License-Identifier: Apache-2.0
#include "triage/card/known_principals.h"

#include <algorithm>
#include <tuple>
#include <utility>
#include <vector>

#include "triage/statistics/new_principal.h"

namespace farcall {
namespace {

PrincipalCounts CountOthers(const TermUses& uses, const Finding& finding) {
  PrincipalCounts counts;
  for (const TermUse& use : uses.uses) {
    if (use.principal == finding.principal) continue;
    ++counts.all;
    if (!IsPeer(use, finding)) continue;
    ++counts.peers;
    if (IsNew({.first_seen_seconds = use.first_seconds,
               .at_seconds = finding.first_seconds})) {
      ++counts.new_peers;
    }
  }
  return counts;
}

}  // namespace

TermUses EachPrincipalOnce(TermUses uses) {
  // Of one principal, the latest use comes first.
  std::ranges::sort(uses.uses, {}, [](const TermUse& use) {
    return std::make_tuple(std::string_view(use.principal), -use.last_seconds);
  });
  std::vector<TermUse> once;
  for (TermUse& use : uses.uses) {
    if (once.empty() || once.back().principal != use.principal) {
      once.push_back(std::move(use));
    } else {
      TermUse& known = once.back();
      known.first_seconds = std::min(known.first_seconds, use.first_seconds);
    }
  }
  uses.uses = std::move(once);
  return uses;
}

bool IsPeer(const TermUse& use, const Finding& finding) {
  return use.principal != finding.principal &&
         use.principal_kind == finding.principal_kind &&
         !finding.accounts.empty() &&
         use.account == finding.accounts.front().text;
}

PrincipalCounts CountPrincipals(const CardInput& input) {
  return CountOthers(input.principals, input.finding);
}

PrincipalCounts CountPrincipalsThere(const CardInput& input) {
  return CountOthers(input.origin_uses, input.finding);
}

}  // namespace farcall
