// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <string_view>

#include "logging/json_log.h"
#include "server/telemetry/metrics.h"

namespace farcall {

// Tells of calls that were refused, cut off or held back: each in the metrics,
// and in the log a line for each reason every ten seconds at most.
// Thread-safe.
class Refusals {
 public:
  enum class Reason {
    kNotIdentified,   // no credentials, or wrong ones; the Authorizer counts it
    kWaitedTooLong,   // for its turn
    kTooManyWaiting,  // of its tenant, or of all
    kTooManyStreams,  // of its caller or tenant, or of all
    kUnreadAnswer,    // cut off: the client does not read
    kSilentCall,      // cut off: the client sent no first message
    kHeldBack,        // not refused: it waits for its tenant's share
    kTooManyWatchers,  // of its tenant, or of all
    kUnreadWatch,      // cut off: the client does not read its watch
    kNotSentOn,        // the owner of its shard was not reached in time
  };

  // Both must outlive it.
  Refusals(Metrics& metrics, Log& log);

  // `of`: the call's tenant; where it is not known, the peer's address, or
  // nothing.
  void Count(Reason reason, std::string_view of = {});

 private:
  using Clock = std::chrono::steady_clock;
  struct Kind {
    std::string_view message{};
    std::string_view reason{};
    prometheus::Counter* counter = nullptr;
    int64_t untold = 0;  // since the last line
    Clock::time_point next_line{};
  };

  Log& log_;
  std::mutex mutex_;
  std::array<Kind, 10> kinds_;  // by Reason; guarded by mutex_
};

}  // namespace farcall
