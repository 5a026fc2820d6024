// SPDX-License-Identifier: Apache-2.0
#include "server/admission.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace farcall {
namespace {

TEST(Admission, RefusesMoreThanItMayHoldAndTakesPlacesBack) {
  Admission admission(2, 1000);
  auto first = admission.TryEnter(1);
  const auto second = admission.TryEnter(1);
  EXPECT_TRUE(first.has_value());
  EXPECT_TRUE(second.has_value());
  EXPECT_FALSE(admission.TryEnter(1).has_value());
  first.reset();
  EXPECT_TRUE(admission.TryEnter(1).has_value());
}

TEST(Admission, CountsBytesToo) {
  Admission admission(10, 1000);
  auto first = admission.TryEnter(600);
  EXPECT_TRUE(first.has_value());
  EXPECT_FALSE(admission.TryEnter(401).has_value());
  const auto second = admission.TryEnter(400);
  EXPECT_TRUE(second.has_value());
  EXPECT_FALSE(admission.TryEnter(1).has_value());
  first.reset();
  EXPECT_TRUE(admission.TryEnter(600).has_value());
}

TEST(Admission, LetsInAloneWhatIsLargerThanAllBytes) {
  Admission admission(10, 1000);
  {
    const auto large = admission.TryEnter(5000);
    EXPECT_TRUE(large.has_value());
    EXPECT_FALSE(admission.TryEnter(0).has_value());
  }
  const auto small = admission.TryEnter(1);
  EXPECT_TRUE(small.has_value());
  EXPECT_FALSE(admission.TryEnter(5000).has_value());
}

TEST(Admission, WakesWhoeverHasRoomNow) {
  Admission admission(10, 1000);
  auto held = admission.TryEnter(900);
  std::atomic<int> inside = 0;
  std::jthread large([&] {
    const auto place = admission.Enter(1000);
    ++inside;
  });
  std::jthread small([&] {
    const auto place = admission.Enter(200);
    ++inside;
  });
  held.reset();
  large.join();
  small.join();
  EXPECT_EQ(inside.load(), 2);
}

TEST(Admission, LetsWaitersInOneAfterTheOther) {
  Admission admission(3, 1000);
  std::atomic<int> inside = 0;
  std::atomic<int> most = 0;
  {
    std::vector<std::jthread> threads;
    threads.reserve(16);
    for (int i = 0; i < 16; ++i) {
      threads.emplace_back([&] {
        for (int round = 0; round < 100; ++round) {
          const auto place = admission.Enter(1);
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
