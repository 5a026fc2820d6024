// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ingest/mover/delivery.h"

namespace farcall {

// Where deliveries come from. What was received and is neither acknowledged nor
// rejected is delivered again, after a crash too. Thread-safe.
//
// UNAVAILABLE and PERMISSION_DENIED of any method mean that the source cannot
// be used now: the caller waits and tries again, and no delivery is given up
// for them.
class Source {
 public:
  virtual ~Source() = default;

  // `sqs`, `kafka`, `http`: the label of its metrics.
  virtual std::string_view name() const = 0;

  // How many deliveries may be worked on side by side; what is received by
  // more callers at a time would break an order that the source promises.
  virtual size_t lanes_max() const = 0;

  // How long a delivery is held without Extend(); zero = until it is taken
  // back.
  virtual std::chrono::milliseconds lease() const = 0;

  // Waits for a delivery, for some seconds at most, or until `stop`. Empty
  // where none came.
  virtual absl::StatusOr<std::vector<Delivery>> Receive(
      const std::stop_token& stop) = 0;

  // Fetches what the delivery only names. NOT_FOUND and INVALID_ARGUMENT,
  // RESOURCE_EXHAUSTED: it never can be, and the delivery is to be rejected.
  virtual absl::Status Load(Delivery&) { return absl::OkStatus(); }

  // It is done with: every record has its durable answer or is in the dead
  // letters. FAILED_PRECONDITION: the delivery is not held any more, somebody
  // else gets it.
  virtual absl::Status Acknowledge(const Delivery& delivery,
                                   const DeliveryCounts& counts) = 0;

  // Holds deliveries for another lease. The ids of those that are held no more.
  virtual absl::StatusOr<std::vector<std::string>> Extend(
      std::span<const std::string> ids) = 0;

  // It cannot be worked on, for `reason`: the source delivers it again, or
  // moves it to where it keeps such (its own dead-letter queue), or tells its
  // sender.
  virtual absl::Status Reject(const Delivery& delivery,
                              const absl::Status& reason) = 0;

  // Not worked on, as this process stops: it may be delivered again at once.
  virtual absl::Status Release(const Delivery& delivery) = 0;
};

}  // namespace farcall
