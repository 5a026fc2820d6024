// SPDX-License-Identifier: Apache-2.0
#include "ingest/mover/mover_clock.h"

#include <condition_variable>
#include <mutex>

namespace farcall {

std::chrono::steady_clock::time_point SystemMoverClock::Now() const {
  return std::chrono::steady_clock::now();
}

bool SystemMoverClock::Wait(std::chrono::milliseconds duration,
                            const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any stopped;
  std::unique_lock lock(mutex);
  stopped.wait_for(lock, stop, duration, [] { return false; });
  return !stop.stop_requested();
}

}  // namespace farcall
