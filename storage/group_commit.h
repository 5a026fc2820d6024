// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "absl/status/status.h"

namespace farcall {

// One sync for all who wait, made by a thread of its own.
//
// Invariant, under `mutex_`: a waiter's ticket is not durable yet, and no sync
// has failed. The thread syncs as long as there are waiters. It tells each of
// them once, without the lock. Thread-safe.
class GroupCommit {
 public:
  using Ticket = uint64_t;
  using OnDurable = std::function<void(const absl::Status&)>;

  // `sync` makes everything written before it was called durable.
  explicit GroupCommit(std::function<absl::Status()> sync);
  // Tells those who wait first.
  ~GroupCommit();
  GroupCommit(const GroupCommit&) = delete;
  GroupCommit& operator=(const GroupCommit&) = delete;

  // Says that something was written; its ticket.
  Ticket Written();

  // A ticket for everything written so far; 0 = nothing was.
  Ticket Latest() const;

  // Whether everything up to `ticket` is durable, if that is known. Otherwise
  // nothing, and the thread calls `on_durable` with it: perhaps before this
  // returns. `on_durable` must not block. After a failed sync nobody knows what
  // is on disk (a second fsync may say OK and have lost the pages), so that the
  // failure stays: every later ticket gets it.
  std::optional<absl::Status> WhenDurable(Ticket ticket, OnDurable on_durable);

 private:
  struct Waiter {
    Ticket ticket;
    OnDurable on_durable;
  };

  void Run();
  // Takes out those who need not wait any more.
  std::vector<Waiter> TakeKnown();

  const std::function<absl::Status()> sync_;
  mutable std::mutex mutex_;
  std::condition_variable needed_;
  // Guarded by mutex_.
  std::vector<Waiter> waiters_;
  Ticket written_ = 0;
  Ticket durable_ = 0;
  absl::Status failure_;
  bool ended_ = false;
  std::jthread thread_;  // last: it uses the others
};

}  // namespace farcall
