// SPDX-License-Identifier: Apache-2.0
#include "geo/reload_watcher.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <latch>

namespace farcall {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;

TEST(ReloadWatcher, ReloadsAgainAndAgain) {
  std::latch three(3);
  std::atomic<int> reloads = 0;
  const ReloadWatcher watcher(milliseconds(1), [&] {
    if (++reloads <= 3) three.count_down();
  });
  three.wait();
  EXPECT_GE(reloads, 3);
}

TEST(ReloadWatcher, StopsWithoutWaitingForItsPeriod) {
  const ReloadWatcher watcher(hours(24), [] { FAIL(); });
}

}  // namespace
}  // namespace farcall
