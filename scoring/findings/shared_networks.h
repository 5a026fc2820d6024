// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scoring/findings/finding.h"

namespace farcall {

// The networks of a finding from which its principal had not called before, as
// baselines count them. Views into the finding.
std::vector<std::string_view> NewNetworksOf(const Finding& finding);

// Networks that are new to several principals, by their undecided findings that
// are not planned: what one thief with several keys would have in common.
class SharedNetworks {
 public:
  static constexpr size_t kPrincipalsFrom = 3;

  SharedNetworks() = default;  // of no findings
  // `findings` are all undecided ones of a tenant; others are left out.
  explicit SharedNetworks(std::span<const Finding> findings);

  // Whether a finding counts, and has one of them.
  bool HasOneOf(const Finding& finding) const;

 private:
  std::set<std::string, std::less<>> networks_;
};

// Whether shared networks could raise its priority at all.
bool MayBeRaised(const Finding& finding);

// PriorityOf(), but 1 where the finding has one of the shared networks.
int PriorityOf(const Finding& finding, const SharedNetworks& shared);
QueuePlace QueuePlaceOf(const Finding& finding, const SharedNetworks& shared);

}  // namespace farcall
