// SPDX-License-Identifier: Apache-2.0
#include "server/admission.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace farcall {
namespace {

TEST(Admission, RefusesMoreThanItMayHoldAndTakesPlacesBack) {
  Admission admission(2);
  auto first = admission.TryEnter();
  const auto second = admission.TryEnter();
  EXPECT_TRUE(first.has_value());
  EXPECT_TRUE(second.has_value());
  EXPECT_FALSE(admission.TryEnter().has_value());
  first.reset();
  EXPECT_TRUE(admission.TryEnter().has_value());
}

TEST(Admission, LetsWaitersInOneAfterTheOther) {
  Admission admission(3);
  std::atomic<int> inside = 0;
  std::atomic<int> most = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 16; ++i) {
      threads.emplace_back([&] {
        for (int round = 0; round < 100; ++round) {
          const auto place = admission.Enter();
          const int now = ++inside;
          int seen = most.load();
          while (now > seen && !most.compare_exchange_weak(seen, now)) {
          }
          --inside;
        }
      });
    }
  }
  EXPECT_LE(most.load(), 3);
  EXPECT_EQ(inside.load(), 0);
}

}  // namespace
}  // namespace farcall
