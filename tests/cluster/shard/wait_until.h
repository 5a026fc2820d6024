// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <thread>

namespace farcall {

// Returns when `condition` was seen true once; fails the test after a minute.
template <typename Condition>
void WaitUntil(Condition condition) {
  for (int i = 0; i < 60'000; ++i) {
    if (condition()) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  FAIL() << "gave up";
}

}  // namespace farcall
