// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <csignal>

namespace farcall {

// While it lives, writing to a pipe or connection that nobody reads is an
// error, and does not end the process.
class NoBrokenPipeSignal {
 public:
  NoBrokenPipeSignal() : before_(std::signal(SIGPIPE, SIG_IGN)) {}
  ~NoBrokenPipeSignal() { std::signal(SIGPIPE, before_); }
  NoBrokenPipeSignal(const NoBrokenPipeSignal&) = delete;
  NoBrokenPipeSignal& operator=(const NoBrokenPipeSignal&) = delete;

 private:
  void (*before_)(int);
};

}  // namespace farcall
