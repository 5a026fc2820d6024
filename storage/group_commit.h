// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>

#include "absl/status/status.h"

namespace farcall {

// One sync for all who wait. Who finds no sync under way leads: it syncs all
// that was written up to then, for itself and for everyone who waits behind it.
// Thread-safe.
class GroupCommit {
 public:
  using Ticket = uint64_t;

  // `sync` makes everything written before it was called durable.
  explicit GroupCommit(std::function<absl::Status()> sync);

  // Says that something was written; what Await needs to wait for it.
  Ticket Written();

  // A ticket for everything written so far.
  Ticket Latest() const;

  // Returns once everything up to `ticket` is durable. After a failed sync
  // nobody knows what is on disk (a second fsync may say OK and have lost the
  // pages), so that the failure stays: every later wait for more gets it.
  absl::Status Await(Ticket ticket);

 private:
  void Lead(std::unique_lock<std::mutex>& lock);

  const std::function<absl::Status()> sync_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  Ticket written_ = 0;
  Ticket durable_ = 0;
  bool syncing_ = false;
  absl::Status failure_;
};

}  // namespace farcall
