// SPDX-License-Identifier: Apache-2.0
#include "storage/group_commit.h"

#include <utility>

namespace farcall {

GroupCommit::GroupCommit(std::function<absl::Status()> sync)
    : sync_(std::move(sync)), thread_([this] { Run(); }) {}

GroupCommit::~GroupCommit() {
  const std::lock_guard lock(mutex_);
  ended_ = true;
  needed_.notify_one();
}

GroupCommit::Ticket GroupCommit::Written() {
  const std::lock_guard lock(mutex_);
  return ++written_;
}

GroupCommit::Ticket GroupCommit::Latest() const {
  const std::lock_guard lock(mutex_);
  return written_;
}

std::optional<absl::Status> GroupCommit::WhenDurable(Ticket ticket,
                                                     OnDurable on_durable) {
  {
    const std::lock_guard lock(mutex_);
    if (ticket <= durable_) return absl::OkStatus();
    if (!failure_.ok()) return failure_;
    waiters_.push_back({ticket, std::move(on_durable)});
    if (waiters_.size() > 1) return std::nullopt;  // the thread knows already
  }
  needed_.notify_one();
  return std::nullopt;
}

void GroupCommit::Run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    needed_.wait(lock, [this] { return !waiters_.empty() || ended_; });
    if (waiters_.empty()) return;
    const Ticket covered = written_;
    lock.unlock();
    absl::Status status = sync_();
    lock.lock();
    if (status.ok()) {
      durable_ = covered;
    } else {
      failure_ = status;
    }
    const std::vector<Waiter> known = TakeKnown();
    lock.unlock();
    for (const Waiter& waiter : known) waiter.on_durable(status);
    lock.lock();
  }
}

std::vector<GroupCommit::Waiter> GroupCommit::TakeKnown() {
  if (!failure_.ok()) return std::exchange(waiters_, {});
  std::vector<Waiter> known;
  std::vector<Waiter> unknown;
  for (Waiter& waiter : waiters_) {
    (waiter.ticket <= durable_ ? known : unknown).push_back(std::move(waiter));
  }
  waiters_ = std::move(unknown);
  return known;
}

}  // namespace farcall
