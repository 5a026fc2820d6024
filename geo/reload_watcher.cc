// SPDX-License-Identifier: Apache-2.0
#include "geo/reload_watcher.h"

#include <utility>

namespace farcall {

ReloadWatcher::ReloadWatcher(std::chrono::milliseconds period,
                             std::function<void()> reload)
    : period_(period),
      reload_(std::move(reload)),
      thread_([this](const std::stop_token& stop) { Run(stop); }) {}

void ReloadWatcher::Run(const std::stop_token& stop) {
  const auto never = [] { return false; };
  while (true) {
    {
      std::unique_lock lock(mutex_);
      stopped_.wait_for(lock, stop, period_, never);
    }
    if (stop.stop_requested()) return;
    reload_();
  }
}

}  // namespace farcall
