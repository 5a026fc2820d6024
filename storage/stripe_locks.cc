// SPDX-License-Identifier: Apache-2.0
#include "storage/stripe_locks.h"

#include <algorithm>
#include <functional>

namespace farcall {
namespace {

StripeLocks::Stripes StripesOf(std::span<const std::string_view> names) {
  StripeLocks::Stripes stripes;
  for (const std::string_view name : names) {
    stripes.set(std::hash<std::string_view>{}(name) % StripeLocks::kStripes);
  }
  return stripes;
}

}  // namespace

StripeLocks::Held StripeLocks::Lock(std::span<const std::string_view> names) {
  const Stripes stripes = StripesOf(names);
  std::unique_lock lock(mutex_);
  const auto place = queue_.insert(queue_.end(), stripes);
  released_.wait(lock, [&] { return IsFirst(place); });
  return {*this, place};
}

bool StripeLocks::IsFirst(std::list<Stripes>::const_iterator place) const {
  return std::none_of(queue_.begin(), place, [place](const Stripes& earlier) {
    return (earlier & *place).any();
  });
}

void StripeLocks::Release(std::list<Stripes>::iterator place) {
  {
    const std::lock_guard lock(mutex_);
    queue_.erase(place);
  }
  released_.notify_all();
}

}  // namespace farcall
