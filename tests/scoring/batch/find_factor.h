// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <string_view>

#include "scoring/batch/batch_scorer.h"

namespace farcall {

// What a detector says of an event; null where it says nothing.
inline const Factor* FindFactor(const ScoredEvent& scored,
                                std::string_view detector) {
  const auto factor =
      std::ranges::find(scored.factors, detector,
                        [](const Factor& told) { return told.detector->name; });
  return factor == scored.factors.end() ? nullptr : &*factor;
}

// Its bits; 0 where it says nothing.
inline double BitsOf(const ScoredEvent& scored, std::string_view detector) {
  const Factor* told = FindFactor(scored, detector);
  return told == nullptr ? 0 : told->bits;
}

}  // namespace farcall
