// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

#include "scoring/factor.h"

namespace farcall {

// Sentences for people. They name no detector: the words for what a detector
// asks are in its row of detector.cc.

// A factor in one sentence of counts that a person can check: who did what, in
// how many calls of how many days, what is usual, and what the rest of the
// organisation does.
// "alice never called from BR before: 0 of 4,812 calls in 90 days, since
// 2026-08-26; usual: DE 91 %, FR 9 %; in the organisation: 0 of 61,204 other
// calls".
std::string Explain(const Factor& factor);

// An event in one sentence: what is unusual about it, heaviest first, and what
// was unusual there in the hours before. `factors` are its own, heaviest first.
// Empty where none of them has a weight.
// "Unusual for alice: called from BR (0 of 4,812 calls; usual: DE 91 %, FR 9
// %), used Boto3 (0 of 4,812 calls)".
std::string Headline(std::span<const Factor> factors);

}  // namespace farcall
