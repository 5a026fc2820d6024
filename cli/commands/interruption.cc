// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/interruption.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <utility>

namespace farcall {
namespace {

constexpr char kInterrupted = 'i';
constexpr char kEnd = 'e';

// The end of the pipe that the handler writes to: a handler has no object.
std::atomic<int> write_end = -1;
static_assert(std::atomic<int>::is_always_lock_free);

void Write(char what) {
  const ssize_t written = write(write_end, &what, 1);
  static_cast<void>(written);  // the pipe is never full: two bytes at most
}

void SetDefault(int signal_number) {
  struct sigaction now {};
  sigaction(signal_number, nullptr, &now);
  if (now.sa_handler != SIG_IGN) std::signal(signal_number, SIG_DFL);
}

// Calls only what POSIX allows in a handler.
void OnSignal(int) {
  const int error = errno;
  SetDefault(SIGINT);
  SetDefault(SIGTERM);
  Write(kInterrupted);
  errno = error;
}

void Install(int signal_number, struct sigaction& before) {
  sigaction(signal_number, nullptr, &before);
  if (before.sa_handler == SIG_IGN) return;
  struct sigaction action {};
  action.sa_handler = OnSignal;
  action.sa_flags = SA_RESTART;
  // The other one waits until this one is handled.
  sigemptyset(&action.sa_mask);
  sigaddset(&action.sa_mask, SIGINT);
  sigaddset(&action.sa_mask, SIGTERM);
  sigaction(signal_number, &action, nullptr);
}

}  // namespace

Interruption::Interruption(std::function<void()> on_interrupt) {
  std::array<int, 2> ends = {-1, -1};
  // Without a pipe the signals end the process, as they did before.
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return;
  read_end_ = ends[0];
  write_end = ends[1];
  Install(SIGINT, interrupt_before_);
  Install(SIGTERM, terminate_before_);
  watcher_ = std::jthread(
      [this, on_interrupt = std::move(on_interrupt)] { Watch(on_interrupt); });
}

Interruption::~Interruption() {
  if (read_end_ < 0) return;
  sigaction(SIGINT, &interrupt_before_, nullptr);
  sigaction(SIGTERM, &terminate_before_, nullptr);
  Write(kEnd);
  watcher_.join();
  close(write_end.exchange(-1));
  close(read_end_);
}

void Interruption::Watch(const std::function<void()>& on_interrupt) const {
  char what = kEnd;
  while (true) {
    const ssize_t bytes = read(read_end_, &what, 1);
    if (bytes < 0 && errno == EINTR) continue;
    if (bytes <= 0 || what == kEnd) return;
    on_interrupt();
  }
}

}  // namespace farcall
