// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "scoring/counts/decay.h"
#include "scoring/detectors/detector.h"
#include "scoring/detectors/model.h"
#include "scoring/records/baseline.h"

namespace farcall {

// What the model believes of one value: exactly what a score at that moment
// uses, and its explanation shows.
struct Belief {
  const ValueCount* value = nullptr;
  ValueStanding standing{};
  double weight = 0;  // in observations, decayed; 0 unless it has settled or is
                      // benign
  double share = 0;   // of the weights of all values; 0 to 1
};

// Of each value of a histogram of `own`, most weight first, then most
// observations. `tenant` is the
// baseline of the tenant, which `own` may be.
std::vector<Belief> BeliefsOf(const Model& model, Source source,
                              const Baseline& own, const Baseline& tenant,
                              int64_t at_seconds);

}  // namespace farcall
