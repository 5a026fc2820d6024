// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <vector>

#include "scoring/findings/event_fact.h"
#include "triage/card/card.h"
#include "triage/card/card_input.h"

namespace farcall {

// The calls of a finding, as far as they are kept: those of the principal that
// have its origin, its time and one of its networks, and its samples. The input
// must outlive it.
class KeptCalls {
 public:
  explicit KeptCalls(const CardInput& input);
  KeptCalls(const KeptCalls&) = delete;
  KeptCalls& operator=(const KeptCalls&) = delete;

  // Oldest first. Samples have no CallDetails.
  std::span<const EventFact* const> calls() const { return calls_; }
  // Those of them that have details.
  std::span<const EventFact* const> detailed() const { return detailed_; }
  // Calls of the principal that are kept and are not the finding's.
  std::span<const EventFact* const> others() const { return others_; }
  // Why there are no details of the finding's calls; empty = there are.
  const std::string& missing() const { return missing_; }

  // Tells where not all calls of the finding are in `shown` of them.
  void TellIncomplete(size_t shown, CardSection& section) const;

 private:
  const Finding& finding_;
  std::vector<EventFact> sampled_;
  std::vector<const EventFact*> calls_;
  std::vector<const EventFact*> detailed_;
  std::vector<const EventFact*> others_;
  std::string missing_;
};

}  // namespace farcall
