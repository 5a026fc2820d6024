// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace farcall {

// Calls `reload` in a thread of its own, every `period`. The destructor stops
// it, and waits for a call under way.
class ReloadWatcher {
 public:
  ReloadWatcher(std::chrono::milliseconds period, std::function<void()> reload);

 private:
  void Run(const std::stop_token& stop);

  const std::chrono::milliseconds period_;
  const std::function<void()> reload_;
  std::mutex mutex_;
  std::condition_variable_any stopped_;
  std::jthread thread_;  // last: it uses the others
};

}  // namespace farcall
