// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "commands/command_class.h"
#include "scoring/batch/finding_store.h"
#include "scoring/event/risk_level.h"
#include "scoring/findings/finding.h"
#include "scoring/findings/shared_networks.h"

namespace farcall {

// Which findings a list shows, beside their states, which the store asks for.
struct FindingFilter {
  std::string principal{};                 // empty = of all
  std::string origin{};                    // empty = from all
  std::string account{};                   // MainAccountOf(); empty = of all
  RiskLevel risk_from = RiskLevel::kNone;  // this level or above
  CommandClass class_from = CommandClass::kUnknown;  // or a worse one
  int64_t active_since_seconds = 0;                  // last call; Unix time
  bool planned = false;  // those that an exemption covers as well

  bool Passes(const Finding& finding) const;
};

// A part of the queue, the most urgent finding first.
struct FindingPage {
  std::vector<Finding> findings{};
  bool more = false;  // there are less urgent ones
};

// The findings of `all` that pass and lie behind `place` (empty = from the
// start): at most `limit` of them.
FindingPage PageOf(std::vector<Finding> all, const FindingFilter& filter,
                   const SharedNetworks& shared, std::string_view place,
                   size_t limit);

// The place of a finding in the queue, as bytes: what IsMoreUrgent() looks at.
// A finding that rises past it meanwhile is on no later page; a watcher from
// the list's resume token gets it.
std::string PlaceOf(const Finding& finding, const SharedNetworks& shared);

// Reads the undecided findings of a tenant for it.
absl::StatusOr<SharedNetworks> ReadSharedNetworks(const FindingStore& findings,
                                                  std::string_view tenant);

}  // namespace farcall
