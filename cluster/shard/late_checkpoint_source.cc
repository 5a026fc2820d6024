// SPDX-License-Identifier: Apache-2.0
#include "cluster/shard/late_checkpoint_source.h"

namespace farcall {

void LateCheckpointSource::Set(CheckpointSource* source) {
  std::unique_lock lock(mutex_);
  source_ = nullptr;
  ends_.request_stop();
  left_.wait(lock, [this] { return under_way_ == 0; });
  ends_ = std::stop_source();
  source_ = source;
}

absl::Status LateCheckpointSource::Fetch(uint32_t shard,
                                         std::span<const Replica> holders,
                                         const std::string& directory,
                                         const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  if (source_ == nullptr) {
    return absl::UnavailableError("other replicas are not asked now");
  }
  CheckpointSource& source = *source_;
  const std::stop_token ends = ends_.get_token();
  ++under_way_;
  lock.unlock();
  std::stop_source either;
  const auto request = [&either] { either.request_stop(); };
  const std::stop_callback by_caller(stop, request);
  const std::stop_callback by_end(ends, request);
  absl::Status status =
      source.Fetch(shard, holders, directory, either.get_token());
  lock.lock();
  --under_way_;
  left_.notify_all();
  return status;
}

}  // namespace farcall
