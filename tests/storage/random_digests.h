// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <random>
#include <vector>

#include "storage/codec/event_digest.h"

namespace farcall {

// The same for the same seed.
inline std::vector<EventDigest> RandomDigests(size_t count, uint32_t seed) {
  std::mt19937 random(seed);
  std::vector<EventDigest> digests(count);
  for (EventDigest& digest : digests) {
    digest.high = static_cast<uint32_t>(random());
    digest.low = static_cast<uint32_t>(random());
  }
  return digests;
}

}  // namespace farcall
