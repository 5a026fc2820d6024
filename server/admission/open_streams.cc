// SPDX-License-Identifier: Apache-2.0
#include "server/admission/open_streams.h"

#include <algorithm>

namespace farcall {

OpenStreams::OpenStreams(int64_t streams_max, int64_t owner_share_percent)
    : streams_max_(streams_max),
      owner_max_(
          std::max<int64_t>(1, streams_max * owner_share_percent / 100)) {}

std::unique_ptr<OpenStreams::Stream> OpenStreams::Open(
    grpc::ServerContextBase* context, const std::string& owner) {
  const std::lock_guard lock(mutex_);
  if (static_cast<int64_t>(entries_.size()) >= streams_max_) return nullptr;
  if (!Count(owner)) return nullptr;
  entries_.push_back({.context = context, .owner = owner});
  return std::unique_ptr<Stream>(new Stream(*this, std::prev(entries_.end())));
}

bool OpenStreams::Count(const std::string& owner) {
  int64_t& streams = of_owner_[owner];
  if (streams >= owner_max_) return false;
  ++streams;
  return true;
}

void OpenStreams::Uncount(const std::string& owner) {
  const auto found = of_owner_.find(owner);
  if (--found->second == 0) of_owner_.erase(found);
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

bool OpenStreams::Move(std::list<Stream::Entry>::iterator entry,
                       const std::string& owner) {
  const std::lock_guard lock(mutex_);
  if (entry->owner == owner) return true;
  if (!Count(owner)) return false;
  Uncount(entry->owner);
  entry->owner = owner;
  return true;
}

void OpenStreams::Close(std::list<Stream::Entry>::iterator entry) {
  const std::lock_guard lock(mutex_);
  Uncount(entry->owner);
  entries_.erase(entry);
  closed_.notify_all();
}

void OpenStreams::SetIdle(std::list<Stream::Entry>::iterator entry, bool idle) {
  const std::lock_guard lock(mutex_);
  entry->idle = idle;
  if (idle && idle_is_cancelled_) entry->context->TryCancel();
}

}  // namespace farcall
