// SPDX-License-Identifier: Apache-2.0
#include "server/open_streams.h"

namespace farcall {

std::unique_ptr<OpenStreams::Stream> OpenStreams::Open(
    grpc::ServerContext* context) {
  const std::lock_guard lock(mutex_);
  if (static_cast<int64_t>(entries_.size()) >= streams_max_) return nullptr;
  entries_.push_back({.context = context});
  return std::unique_ptr<Stream>(new Stream(*this, std::prev(entries_.end())));
}

void OpenStreams::Drain(std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  draining_ = true;
  closed_.wait_for(lock, patience, [this] { return entries_.empty(); });
  idle_is_cancelled_ = true;
  for (Stream::Entry& entry : entries_) {
    if (entry.idle) entry.context->TryCancel();
  }
}

bool OpenStreams::draining() const {
  const std::lock_guard lock(mutex_);
  return draining_;
}

void OpenStreams::Close(std::list<Stream::Entry>::iterator entry) {
  const std::lock_guard lock(mutex_);
  entries_.erase(entry);
  closed_.notify_all();
}

void OpenStreams::SetIdle(std::list<Stream::Entry>::iterator entry, bool idle) {
  const std::lock_guard lock(mutex_);
  entry->idle = idle;
  if (idle && idle_is_cancelled_) entry->context->TryCancel();
}

}  // namespace farcall
