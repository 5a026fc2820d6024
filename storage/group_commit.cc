// SPDX-License-Identifier: Apache-2.0
#include "storage/group_commit.h"

#include <utility>

namespace farcall {

GroupCommit::GroupCommit(std::function<absl::Status()> sync)
    : sync_(std::move(sync)) {}

GroupCommit::Ticket GroupCommit::Written() {
  const std::lock_guard lock(mutex_);
  return ++written_;
}

GroupCommit::Ticket GroupCommit::Latest() const {
  const std::lock_guard lock(mutex_);
  return written_;
}

absl::Status GroupCommit::Await(Ticket ticket) {
  std::unique_lock lock(mutex_);
  while (durable_ < ticket && failure_.ok()) {
    if (syncing_) {
      changed_.wait(lock);
    } else {
      Lead(lock);
    }
  }
  return durable_ >= ticket ? absl::OkStatus() : failure_;
}

void GroupCommit::Lead(std::unique_lock<std::mutex>& lock) {
  syncing_ = true;
  const Ticket covered = written_;
  lock.unlock();
  absl::Status status = sync_();
  lock.lock();
  syncing_ = false;
  if (status.ok()) {
    durable_ = covered;
  } else {
    failure_ = std::move(status);
  }
  changed_.notify_all();
}

}  // namespace farcall
