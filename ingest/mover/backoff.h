// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <random>

namespace farcall {

struct BackoffLimits {
  std::chrono::milliseconds first{100};
  std::chrono::milliseconds max{30'000};
};

// Waits between attempts: each bound is twice the one before, and a wait is
// drawn from its upper half, so that many who failed at once do not come back
// at once. Not thread-safe.
class Backoff {
 public:
  Backoff(BackoffLimits limits, uint64_t seed)
      : limits_(limits), random_(seed), bound_(limits.first) {}

  // The next wait; not shorter than what was `asked` for.
  std::chrono::milliseconds Next(
      std::optional<std::chrono::milliseconds> asked);

  void Reset() { bound_ = limits_.first; }

 private:
  const BackoffLimits limits_;
  std::mt19937_64 random_;
  std::chrono::milliseconds bound_;
};

}  // namespace farcall
