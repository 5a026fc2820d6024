// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace farcall {

// Moves the system's clock as this process sees it, RocksDB included, while it
// is in scope. Steady clocks are left alone. One at a time, by one thread.
class MovedClock {
 public:
  explicit MovedClock(int64_t seconds);
  ~MovedClock();
  MovedClock(const MovedClock&) = delete;
  MovedClock& operator=(const MovedClock&) = delete;
};

}  // namespace farcall
