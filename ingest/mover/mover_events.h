// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "absl/status/status.h"
#include "ingest/mover/delivery.h"

namespace farcall {

// What a mover tells of its work, for metrics, log and readiness. Called on the
// threads of the mover; thread-safe.
class MoverEvents {
 public:
  // What the mover waits for when it fails.
  enum class Step {
    kReceive,
    kLoad,
    kScore,
    kDeadLetters,
    kAcknowledge,
    kExtend
  };

  virtual ~MoverEvents() = default;

  virtual void Received(const Delivery& delivery) = 0;
  // It took `duration` from its receipt.
  virtual void Acknowledged(const Delivery& delivery,
                            const DeliveryCounts& counts,
                            std::chrono::nanoseconds duration) = 0;
  virtual void Rejected(const Delivery& delivery,
                        const absl::Status& reason) = 0;
  // Somebody else gets it: its lease ended. Its records are counted once all
  // the same.
  virtual void Lost(const Delivery& delivery) = 0;
  virtual void Released(const Delivery& delivery) = 0;
  // The step failed, and comes again after `wait`.
  virtual void Failed(Step step, const absl::Status& status,
                      std::chrono::milliseconds wait) = 0;
  // It works again after a failure.
  virtual void Recovered(Step step) = 0;
};

inline constexpr size_t kMoverSteps =
    static_cast<size_t>(MoverEvents::Step::kExtend) + 1;

}  // namespace farcall
