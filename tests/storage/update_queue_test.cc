// SPDX-License-Identifier: Apache-2.0
#include "storage/update_queue.h"

#include <gtest/gtest.h>

#include <chrono>
#include <thread>
#include <vector>

#include "tests/storage/run_threads.h"

namespace farcall {
namespace {

// Sizes of the groups in which three works are led that come while the queue is
// busy, given so long to come.
std::vector<size_t> GroupsOfThree(size_t size,
                                  std::chrono::milliseconds patience) {
  UpdateQueue<int> queue;
  std::vector<size_t> groups;  // plain: only the head of the queue writes
  std::vector<int> done(3);
  std::vector<std::thread> threads;
  queue.RunAlone([&] {
    for (int& work : done) {
      threads.emplace_back([&] {
        queue.Run(work, size, [&](std::span<int* const> works) {
          groups.push_back(works.size());
          for (int* one : works) ++*one;
        });
        EXPECT_EQ(work, 1);
      });
    }
    std::this_thread::sleep_for(patience);
  });
  for (std::thread& thread : threads) thread.join();
  return groups;
}

TEST(UpdateQueue, CoalescesWorkThatWaits) {
  std::vector<size_t> groups;
  for (int ms = 5; groups.size() != 1 && ms < 10'000; ms *= 2) {
    groups = GroupsOfThree(10, std::chrono::milliseconds(ms));
  }
  EXPECT_EQ(groups, std::vector<size_t>{3});
}

TEST(UpdateQueue, LeadsWorkApartThatIsTooLargeTogether) {
  EXPECT_EQ(GroupsOfThree(UpdateQueue<int>::kGroupSizeMax / 2 + 1,
                          std::chrono::milliseconds(20)),
            (std::vector<size_t>{1, 1, 1}));
}

TEST(UpdateQueue, LeadsWorkThatIsTooLargeByItself) {
  EXPECT_EQ(GroupsOfThree(UpdateQueue<int>::kGroupSizeMax + 1,
                          std::chrono::milliseconds(1)),
            (std::vector<size_t>{1, 1, 1}));
}

TEST(UpdateQueue, RunsOneThingAtATime) {
  UpdateQueue<int> queue;
  int count = 0;  // plain: a race is lost or found by TSan
  RunThreads([&](int thread) {
    for (int i = 0; i < 500; ++i) {
      if ((i + thread) % 5 == 0) {
        queue.RunAlone([&] { ++count; });
        continue;
      }
      int work = 0;
      queue.Run(work, 1, [&](std::span<int* const> works) {
        for (int* one : works) {
          ++*one;
          ++count;
        }
      });
      EXPECT_EQ(work, 1);
    }
  });
  EXPECT_EQ(count, kThreads * 500);
}

}  // namespace
}  // namespace farcall
