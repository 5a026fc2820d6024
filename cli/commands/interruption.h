// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <csignal>
#include <functional>
#include <thread>

namespace farcall {

// While it lives, the first SIGINT or SIGTERM calls a function, on a thread of
// its own, instead of ending the process; the next one ends it. A signal that
// the process ignores stays ignored. One at a time.
class Interruption {
 public:
  explicit Interruption(std::function<void()> on_interrupt);
  ~Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;

 private:
  void Watch(const std::function<void()>& on_interrupt) const;

  int read_end_ = -1;
  struct sigaction interrupt_before_ {};
  struct sigaction terminate_before_ {};
  std::jthread watcher_;
};

}  // namespace farcall
