// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace farcall::bench {

// A number that looks random, always the same of the same number: SplitMix64
// (Steele, Lea and Flood 2014).
inline uint64_t Mix(uint64_t number) {
  number += 0x9e3779b97f4a7c15U;
  number = (number ^ (number >> 30)) * 0xbf58476d1ce4e5b9U;
  number = (number ^ (number >> 27)) * 0x94d049bb133111ebU;
  return number ^ (number >> 31);
}

}  // namespace farcall::bench
