// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "scoring/histogram.h"

namespace farcall {

// Failed calls are counted by quarter of an hour.
inline constexpr int64_t kFailureWindowSeconds = 15 * 60;

// The name of the quarter of an hour that a moment lies in.
std::string FailureWindowOf(int64_t seconds);

// How one quarter of an hour compares with those before it.
struct FailureSpike {
  uint64_t failures = 0;      // in this window so far
  uint64_t windows = 0;       // known, those without a failure included
  uint64_t windows_like = 0;  // others with as many failures or more
};

// `failures` holds the windows with failed calls; one more call fails now.
FailureSpike SpikeOf(const Histogram& failures, int64_t at_seconds);

}  // namespace farcall
