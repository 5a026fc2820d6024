// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "triage/card/card.h"

namespace farcall {

// The ways to explain a finding that its sections support by more than they
// contradict: the largest difference first, then the most support, then theft
// before what is harmless. Each section counts once for an explanation. They
// rank, they decide nothing; empty = none fits.
std::vector<CardExplanation> RankExplanations(
    std::span<const CardSection> sections);

}  // namespace farcall
