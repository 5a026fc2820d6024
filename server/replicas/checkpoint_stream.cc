// SPDX-License-Identifier: Apache-2.0
#include "server/replicas/checkpoint_stream.h"

#include <utility>

#include "server/routing/vouching.h"

namespace farcall {

CheckpointStream::CheckpointStream(
    const std::shared_ptr<grpc::Channel>& channel, const Authorizer& authorizer,
    uint32_t shard)
    : stub_(cluster::v1::ReplicaService::NewStub(channel)) {
  VouchForItself(authorizer, context_);
  request_.set_shard(shard);
  stub_->async()->FetchCheckpoint(&context_, &request_, this);
  AddHold();  // reads are begun by the thread that waits
  StartRead(&part_);
  StartCall();
}

CheckpointStream::~CheckpointStream() {
  context_.TryCancel();
  std::unique_lock lock(mutex_);
  if (std::exchange(may_read_, false)) {
    lock.unlock();
    RemoveHold();
    lock.lock();
  }
  changed_.wait(lock, [this] { return status_.has_value(); });
}

absl::StatusOr<bool> CheckpointStream::Next(std::chrono::milliseconds wait,
                                            const std::stop_token& stop) {
  // The first read is under way since the call began.
  if (!is_first_) StartRead(&part_);
  is_first_ = false;
  std::unique_lock lock(mutex_);
  const bool is_told = changed_.wait_for(
      lock, stop, wait, [this] { return has_part_ || status_.has_value(); });
  if (stop.stop_requested()) return absl::CancelledError("it stops");
  if (!is_told) {
    return absl::DeadlineExceededError("it sent nothing for " +
                                       std::to_string(wait.count()) + " ms");
  }
  if (has_part_) {
    has_part_ = false;
    return true;
  }
  if (status_->ok()) return false;
  return absl::Status(static_cast<absl::StatusCode>(status_->error_code()),
                      status_->error_message());
}

void CheckpointStream::OnReadDone(bool ok) {
  {
    const std::lock_guard lock(mutex_);
    if (ok) {
      has_part_ = true;
      changed_.notify_all();
      return;
    }
    if (!std::exchange(may_read_, false)) return;
  }
  RemoveHold();  // the status follows
}

void CheckpointStream::OnDone(const grpc::Status& status) {
  const std::lock_guard lock(mutex_);
  status_ = status;
  changed_.notify_all();
}

}  // namespace farcall
