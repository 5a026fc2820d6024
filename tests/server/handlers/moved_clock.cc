// SPDX-License-Identifier: Apache-2.0
#include "tests/server/handlers/moved_clock.h"

#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include <atomic>

namespace farcall {
namespace {

std::atomic<int64_t>& MovedSeconds() {
  static constinit std::atomic<int64_t> moved = 0;
  return moved;
}

}  // namespace

MovedClock::MovedClock(int64_t seconds) { MovedSeconds() = seconds; }

MovedClock::~MovedClock() { MovedSeconds() = 0; }

}  // namespace farcall

// These take the place of the C library's, for all that this binary links.
extern "C" {

int clock_gettime(clockid_t clock, struct timespec* time) {
  const auto result = static_cast<int>(syscall(SYS_clock_gettime, clock, time));
  if (result == 0 && clock == CLOCK_REALTIME) {
    time->tv_sec += farcall::MovedSeconds();
  }
  return result;
}

int gettimeofday(struct timeval* __restrict time, void* __restrict /*zone*/) {
  timespec now{};
  const int result = clock_gettime(CLOCK_REALTIME, &now);
  *time = {.tv_sec = now.tv_sec, .tv_usec = now.tv_nsec / 1000};
  return result;
}

time_t time(time_t* seconds) {
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  if (seconds != nullptr) *seconds = now.tv_sec;
  return now.tv_sec;
}
}
