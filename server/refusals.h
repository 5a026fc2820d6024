// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <string_view>

#include "server/json_log.h"
#include "server/metrics.h"

namespace farcall {

// Tells of calls that were refused for want of room, or cut off: each in the
// metrics, and in the log a line for each reason every ten seconds at most.
// Thread-safe.
class Refusals {
 public:
  enum class Reason {
    kWaitedTooLong,   // for its turn
    kTooManyWaiting,  // of its tenant, or of all
    kTooManyStreams,  // of its caller or tenant, or of all
    kUnreadAnswer,    // cut off: the client does not read
    kSilentCall,      // cut off: the client sent no first message
  };

  // Both must outlive it.
  Refusals(Metrics& metrics, Log& log) : metrics_(metrics), log_(log) {}

  // `tenant`: whose call it was; empty = not known.
  void Count(Reason reason, std::string_view tenant = {});

 private:
  using Clock = std::chrono::steady_clock;
  static constexpr size_t kReasons = 5;
  struct Untold {
    Clock::time_point last_line{};
    int64_t calls = 0;  // since then
    bool told = false;  // ever
  };

  prometheus::Counter& CounterOf(Reason reason) const;

  Metrics& metrics_;
  Log& log_;
  std::mutex mutex_;
  std::array<Untold, kReasons> untold_;  // guarded by mutex_
};

}  // namespace farcall
