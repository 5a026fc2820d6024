// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "geo/origin_resolver.h"

namespace farcall {

// Reloads the files of a resolver in a thread of its own, every `period`. The
// destructor stops it, and waits for a reload under way.
class ReloadWatcher {
 public:
  using Callback = std::function<void(const OriginReload&)>;

  // `on_reload` is called from the thread, after each reload that found a file
  // changed or bad. The resolver must outlive the watcher.
  ReloadWatcher(DatabaseOriginResolver& resolver,
                std::chrono::milliseconds period, Callback on_reload);

 private:
  void Run(const std::stop_token& stop);

  DatabaseOriginResolver& resolver_;
  const std::chrono::milliseconds period_;
  const Callback on_reload_;
  std::mutex mutex_;
  std::condition_variable_any stopped_;
  std::jthread thread_;  // last: it uses the others
};

}  // namespace farcall
