// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "scoring/batch/verdicts.h"
#include "scoring/counts/decay.h"
#include "scoring/event/event.h"
#include "scoring/event/origin.h"
#include "scoring/findings/finding.h"

namespace farcall {

// What a finding's verdict teaches about its principal.

// An event of a finding, as far as the sample has it, from where the finding
// says.
Event EventOf(const FindingSample& sample, const Finding& finding);

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
