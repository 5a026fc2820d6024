// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "storage/memory_histogram_store.h"

namespace farcall {

// A store in memory whose changes become durable when the test says so.
// Thread-safe.
class HeldStore final : public MemoryHistogramStore {
 public:
  // Returns when so many changes have been applied.
  void AwaitApplied(Ticket changes) const {
    while (applied() < changes) std::this_thread::yield();
  }
  Ticket applied() const {
    const std::lock_guard lock(mutex_);
    return applied_;
  }

  // Makes the first changes durable.
  void Sync(Ticket changes) { Tell(changes, absl::OkStatus()); }
  // Loses the disk.
  void Fail() { Tell(0, absl::UnavailableError("no sync today")); }

  absl::StatusOr<Ticket> Apply(
      const Query& query, absl::FunctionRef<Changed(Stored)> change) override {
    const std::lock_guard lock(mutex_);
    if (!failure_.ok()) return failure_;
    const absl::StatusOr<Ticket> applied =
        MemoryHistogramStore::Apply(query, change);
    if (!applied.ok()) return applied;
    return ++applied_;
  }
  std::optional<absl::Status> WhenDurable(Ticket ticket,
                                          OnDurable on_durable) override {
    const std::lock_guard lock(mutex_);
    if (ticket <= durable_) return absl::OkStatus();
    if (!failure_.ok()) return failure_;
    waiters_.emplace_back(ticket, std::move(on_durable));
    return std::nullopt;
  }
  absl::Status Health() const override {
    const std::lock_guard lock(mutex_);
    return failure_;
  }

 private:
  void Tell(Ticket durable, const absl::Status& failure) {
    std::vector<std::pair<Ticket, OnDurable>> told;
    {
      const std::lock_guard lock(mutex_);
      if (durable > durable_) durable_ = durable;
      failure_.Update(failure);
      std::vector<std::pair<Ticket, OnDurable>> waiters =
          std::exchange(waiters_, {});
      for (auto& waiter : waiters) {
        const bool is_known = waiter.first <= durable_ || !failure_.ok();
        (is_known ? told : waiters_).push_back(std::move(waiter));
      }
    }
    for (const auto& [ticket, on_durable] : told) {
      on_durable(ticket <= durable ? absl::OkStatus() : failure);
    }
  }

  mutable std::mutex mutex_;
  // Guarded by mutex_.
  Ticket applied_ = 0;
  Ticket durable_ = 0;
  absl::Status failure_;
  std::vector<std::pair<Ticket, OnDurable>> waiters_;
};

}  // namespace farcall
