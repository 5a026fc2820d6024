// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string_view>
#include <vector>

#include "scoring/batch/verdicts.h"
#include "scoring/counts/decay.h"
#include "scoring/event/entity.h"
#include "scoring/event/event.h"
#include "scoring/event/origin.h"
#include "scoring/findings/finding.h"

namespace farcall {

// What a finding's verdict teaches about its principal.

// An event of a finding, as far as the sample has it, from where the finding
// says.
Event EventOf(const FindingSample& sample, const Finding& finding);

// Entities, each once, and their places among all.
class EntitySet {
 public:
  // The place of an entity, which is added where it is not there yet.
  size_t Add(const EntityKey& entity);
  // The places of TouchedBy() of the finding's principal, in the account that
  // received its first call.
  std::vector<size_t> AddTouchedBy(std::string_view tenant,
                                   const Finding& finding);
  const std::vector<EntityKey>& all() const { return all_; }

 private:
  std::map<EntityKey, size_t> places_{};
  std::vector<EntityKey> all_{};
};

Verdict VerdictOf(FindingState state);  // of kBenign or kMalicious

// What of its principal a finding's verdict is on: its place, where no samples
// are kept.
std::vector<Subject> SubjectsOf(const Finding& finding, Teaching teaching,
                                Verdict verdict, const OriginResolver& origins,
                                const Decay& decay,
                                const TouchedBaselines& baselines);

// Gives the verdict on the subjects. A benign one also has the short memory
// forget what was odd at the finding's origin.
void Teach(const Finding& finding, std::span<const Subject> subjects,
           const Judgement& judgement, TouchedBaselines& baselines);

}  // namespace farcall
