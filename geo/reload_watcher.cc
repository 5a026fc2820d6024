// SPDX-License-Identifier: Apache-2.0
#include "geo/reload_watcher.h"

#include <utility>

namespace farcall {

ReloadWatcher::ReloadWatcher(DatabaseOriginResolver& resolver,
                             std::chrono::milliseconds period,
                             Callback on_reload)
    : resolver_(resolver),
      period_(period),
      on_reload_(std::move(on_reload)),
      thread_([this](const std::stop_token& stop) { Run(stop); }) {}

void ReloadWatcher::Run(const std::stop_token& stop) {
  const auto never = [] { return false; };
  while (true) {
    {
      std::unique_lock lock(mutex_);
      stopped_.wait_for(lock, stop, period_, never);
    }
    if (stop.stop_requested()) return;
    const OriginReload reload = resolver_.Reload();
    if (reload.IsNews()) on_reload_(reload);
  }
}

}  // namespace farcall
