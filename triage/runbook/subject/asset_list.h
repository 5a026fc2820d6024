// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "scoring/findings/event_fact.h"

namespace farcall {

// What calls were made to.
struct AssetList {
  static constexpr size_t kShownMax = 20;

  size_t all = 0;                    // different ones
  std::vector<std::string> shown{};  // their ARNs, in the order of calls; those
                                     // that are no plain ARNs are left out
};
AssetList AssetsOf(std::span<const EventFact* const> calls);
// Of the calls that `which` is true of.
AssetList AssetsOf(std::span<const EventFact* const> calls,
                   absl::FunctionRef<bool(const EventFact&)> which);

// `3 assets: arn:..., arn:... and 1 more.`
std::string Shown(const AssetList& assets);

}  // namespace farcall
