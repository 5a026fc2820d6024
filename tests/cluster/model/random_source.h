// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>

namespace farcall {

// Numbers that are the same everywhere for one seed, as those of
// std::uniform_int_distribution are not.
class RandomSource {
 public:
  explicit RandomSource(uint64_t seed) : engine_(seed) {}

  uint64_t Any() { return engine_(); }
  size_t Below(size_t end) { return engine_() % end; }
  // Both ends are possible.
  size_t Between(size_t first, size_t last) {
    return first + Below(last - first + 1);
  }
  bool OneIn(size_t n) { return Below(n) == 0; }

 private:
  std::mt19937_64 engine_;
};

}  // namespace farcall
