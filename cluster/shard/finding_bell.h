// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <mutex>
#include <utility>

namespace farcall {

// Rung by each copy of a shard after a write with findings, whenever its store
// is opened; heard by one listener. Thread-safe.
class FindingBell {
 public:
  // The listener must not block.
  void Listen(std::function<void()> listener) {
    const std::lock_guard lock(mutex_);
    listener_ = std::move(listener);
  }
  void Ring() const {
    const std::lock_guard lock(mutex_);
    if (listener_) listener_();
  }

 private:
  mutable std::mutex mutex_;
  std::function<void()> listener_{};  // under mutex_
};

}  // namespace farcall
