// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <thread>
#include <vector>

namespace farcall {

inline constexpr int kThreads = 4;

// Runs `body` in kThreads threads at once, each with its number, and waits for
// all.
inline void RunThreads(const std::function<void(int thread)>& body) {
  std::vector<std::thread> threads;
  threads.reserve(kThreads);
  for (int t = 0; t < kThreads; ++t) threads.emplace_back(body, t);
  for (std::thread& thread : threads) thread.join();
}

}  // namespace farcall
