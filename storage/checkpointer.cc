// SPDX-License-Identifier: Apache-2.0
#include "storage/checkpointer.h"

#include <chrono>

namespace farcall {
namespace {

// So often memory is looked after, where nothing is needed.
constexpr std::chrono::seconds kUpkeepInterval(1);

}  // namespace

Checkpointer::Checkpointer(JournaledStore& store) : store_(store) {
  store_.OnNeed([this] { Wake(); });
  thread_ = std::jthread([this](const std::stop_token& stop) { Run(stop); });
}

Checkpointer::~Checkpointer() {
  thread_.request_stop();
  thread_.join();
  store_.OnNeed(nullptr);
}

void Checkpointer::Run(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    changed_.wait_for(lock, stop, kUpkeepInterval, [&] { return needed_; });
    needed_ = false;
    lock.unlock();
    // A failure stays with the journal, whose health tells everybody.
    while (!stop.stop_requested() && store_.NeedsCheckpoint()) {
      const absl::StatusOr<bool> saved = store_.Checkpoint();
      if (!saved.ok() || !*saved) break;
    }
    store_.EvictOverBound();
    lock.lock();
  }
}

void Checkpointer::Wake() {
  const std::lock_guard lock(mutex_);
  needed_ = true;
  changed_.notify_one();
}

}  // namespace farcall
