// SPDX-License-Identifier: Apache-2.0
#include "storage/event_claims.h"

#include <algorithm>

namespace farcall {

EventClaims::Held EventClaims::Claim(std::span<const EventDigest> digests) {
  std::unique_lock lock(mutex_);
  released_.wait(lock, [&] { return !AnyHeld(digests); });
  held_.insert(digests.begin(), digests.end());
  return {*this, digests};
}

bool EventClaims::AnyHeld(std::span<const EventDigest> digests) const {
  if (held_.empty()) return false;
  return std::any_of(
      digests.begin(), digests.end(),
      [this](const EventDigest& digest) { return held_.contains(digest); });
}

void EventClaims::Release(std::span<const EventDigest> digests) {
  {
    const std::lock_guard lock(mutex_);
    for (const EventDigest& digest : digests) held_.erase(digest);
  }
  released_.notify_all();
}

}  // namespace farcall
