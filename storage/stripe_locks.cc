// SPDX-License-Identifier: Apache-2.0
#include "storage/stripe_locks.h"

#include <functional>

namespace farcall {

StripeLocks::Place::Place(std::span<const std::string_view> names) {
  for (const std::string_view name : names) {
    stripes.set(std::hash<std::string_view>{}(name) % kStripes);
  }
}

StripeLocks::Held StripeLocks::Lock(std::span<const std::string_view> names) {
  const auto place = std::make_shared<Place>(names);
  std::unique_lock lock(mutex_);
  WaitInLine(place, lock);
  return {*this, place};
}

void StripeLocks::ShareUntyped(
    std::span<const std::string_view> names, size_t size, void* work,
    absl::FunctionRef<void(std::span<void* const>)> lead) {
  const auto own = std::make_shared<Place>(names);
  own->works.push_back(work);
  own->size = size;
  {
    std::unique_lock lock(mutex_);
    if (const auto taker = WhoTakes(*own)) {
      taker->stripes |= own->stripes;
      taker->size += size;
      taker->works.push_back(work);
      taker->over.wait(lock, [&] { return taker->done; });
      return;
    }
    WaitInLine(own, lock);
  }
  const Held held(*this, own);
  lead(own->works);
}

// Only of the last who came the stripes may grow: nobody behind it holds any.
std::shared_ptr<StripeLocks::Place> StripeLocks::WhoTakes(
    const Place& place) const {
  if (queue_.empty()) return nullptr;
  const auto& last = queue_.back();
  const bool takes = last->waits && !last->works.empty() &&
                     last->size + place.size <= kSizeTogetherMax &&
                     (last->stripes & place.stripes).any();
  return takes ? last : nullptr;
}

void StripeLocks::WaitInLine(const std::shared_ptr<Place>& place,
                             std::unique_lock<std::mutex>& lock) {
  queue_.push_back(place);
  place->first.wait(lock, [&] { return IsFirst(*place); });
  place->waits = false;
}

bool StripeLocks::IsFirst(const Place& place) const {
  for (const auto& earlier : queue_) {
    if (earlier.get() == &place) break;
    if ((earlier->stripes & place.stripes).any()) return false;
  }
  return true;
}

void StripeLocks::Release(const std::shared_ptr<Place>& place) {
  const std::lock_guard lock(mutex_);
  std::erase(queue_, place);
  place->done = true;
  place->over.notify_all();
  for (const auto& later : queue_) {
    if (later->waits) later->first.notify_one();
  }
}

}  // namespace farcall
