// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <mutex>
#include <utility>
#include <vector>

#include "scoring/event/event.h"

namespace farcall {

// Events that are done with, for the next batch: their texts keep their memory,
// so that reading an event allocates nothing. Of unknown content: who takes
// them sets every field. Holds at most kKept lists of kEventsKept events of at
// most about 7 KiB each (inputs/limits.h). Thread-safe.
class EventPool {
 public:
  static constexpr size_t kKept = 4;
  static constexpr size_t kEventsKept = 1000;

  // Some events, or none.
  std::vector<Event> Take() {
    const std::lock_guard lock(mutex_);
    if (kept_.empty()) return {};
    std::vector<Event> events = std::move(kept_.back());
    kept_.pop_back();
    return events;
  }

  void Give(std::vector<Event> events) {
    if (events.empty()) return;
    if (events.size() > kEventsKept) events.resize(kEventsKept);
    const std::lock_guard lock(mutex_);
    if (kept_.size() < kKept) kept_.push_back(std::move(events));
  }

 private:
  std::mutex mutex_{};
  std::vector<std::vector<Event>> kept_{};  // guarded by mutex_
};

}  // namespace farcall
