// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <random>
#include <span>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "storage/event_claims.h"
#include "storage/stripe_locks.h"
#include "tests/storage/run_threads.h"

namespace farcall {
namespace {

TEST(StripeLocks, HoldersOfACommonNameExcludeEachOther) {
  StripeLocks locks;
  std::vector<int> counts(10);  // plain: a race is lost or found by TSan
  RunThreads([&](int thread) {
    std::mt19937 random(static_cast<unsigned>(thread));
    for (int i = 0; i < 2000; ++i) {
      const size_t a = random() % counts.size();
      const size_t b = random() % counts.size();
      const std::string names[] = {std::to_string(a), std::to_string(b),
                                   std::to_string(a)};
      const std::vector<std::string_view> views(std::begin(names),
                                                std::end(names));
      const auto held = locks.Lock(views);
      ++counts[a];
      ++counts[b];
    }
  });
  int sum = 0;
  for (const int count : counts) sum += count;
  EXPECT_EQ(sum, kThreads * 2000 * 2);
}

TEST(StripeLocks, HoldersOfDifferentNamesDoNotWait) {
  StripeLocks locks;
  const std::vector<std::string_view> a = {"a"};
  const std::vector<std::string_view> b = {"b"};
  const auto held_a = locks.Lock(a);
  const auto held_b = locks.Lock(b);  // would wait for ever
}

TEST(StripeLocks, WhoWaitsForManyIsNotPassedBy) {
  StripeLocks locks;
  const std::vector<std::string_view> both = {"a", "b"};
  const std::vector<std::string_view> only_a = {"a"};
  const std::vector<std::string_view> only_b = {"b"};
  std::atomic<bool> wide_done = false;
  std::atomic<bool> waiting = false;
  std::thread wide;
  std::thread late;
  {
    const auto held = locks.Lock(only_a);
    wide = std::thread([&] {
      waiting = true;
      const auto mine = locks.Lock(both);
      wide_done = true;
    });
    while (!waiting) std::this_thread::yield();
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    late = std::thread([&] {
      const auto mine = locks.Lock(only_b);  // free, but asked for before
      EXPECT_TRUE(wide_done);
    });
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  wide.join();
  late.join();
}

// How many are done together of three works that come while a name that they
// have in common is held, given so long to come.
std::vector<size_t> GroupsOfThree(size_t size,
                                  std::chrono::milliseconds patience) {
  StripeLocks locks;
  std::vector<size_t> groups;  // plain: whoever leads holds the common name
  std::vector<int> done(3);
  std::vector<std::thread> threads;
  const std::vector<std::string_view> common = {"common"};
  {
    const auto held = locks.Lock(common);
    for (size_t t = 0; t < done.size(); ++t) {
      threads.emplace_back([&, t] {
        const std::string own = std::to_string(t);
        const std::vector<std::string_view> names = {"common", own};
        locks.Share<int>(names, size, done[t],
                         [&](std::span<int* const> works) {
                           groups.push_back(works.size());
                           for (int* work : works) ++*work;
                         });
        EXPECT_EQ(done[t], 1);
      });
    }
    std::this_thread::sleep_for(patience);
  }
  for (std::thread& thread : threads) thread.join();
  return groups;
}

TEST(StripeLocks, WhatWaitsForACommonNameIsDoneTogether) {
  std::vector<size_t> groups;
  for (int ms = 5; groups.size() != 1 && ms < 10'000; ms *= 2) {
    groups = GroupsOfThree(10, std::chrono::milliseconds(ms));
  }
  EXPECT_EQ(groups, std::vector<size_t>{3});
}

TEST(StripeLocks, WhatIsTooLargeTogetherIsDoneApart) {
  EXPECT_EQ(GroupsOfThree(StripeLocks::kSizeTogetherMax / 2 + 1,
                          std::chrono::milliseconds(20)),
            (std::vector<size_t>{1, 1, 1}));
}

TEST(StripeLocks, WorksExcludeHoldersAndEachOther) {
  StripeLocks locks;
  std::vector<int> counts(10);  // plain: a race is lost or found by TSan
  std::atomic<int> done = 0;
  RunThreads([&](int thread) {
    std::mt19937 random(static_cast<unsigned>(thread));
    for (int i = 0; i < 2000; ++i) {
      const size_t a = random() % counts.size();
      const size_t b = random() % counts.size();
      const std::string names[] = {std::to_string(a), std::to_string(b)};
      const std::vector<std::string_view> views(std::begin(names),
                                                std::end(names));
      if (i % 5 == 0) {
        const auto held = locks.Lock(views);
        ++counts[a];
        ++counts[b];
        ++done;
        continue;
      }
      std::pair<size_t, size_t> work(a, b);
      locks.Share<std::pair<size_t, size_t>>(
          views, views.size(), work,
          [&](std::span<std::pair<size_t, size_t>* const> works) {
            for (const auto* one : works) {
              ++counts[one->first];
              ++counts[one->second];
              ++done;
            }
          });
    }
  });
  int sum = 0;
  for (const int count : counts) sum += count;
  EXPECT_EQ(done, kThreads * 2000);
  EXPECT_EQ(sum, kThreads * 2000 * 2);
}

TEST(EventClaims, HoldersOfACommonEventExcludeEachOther) {
  EventClaims claims;
  std::vector<int> counts(10);
  RunThreads([&](int thread) {
    std::mt19937 random(static_cast<unsigned>(thread));
    for (int i = 0; i < 2000; ++i) {
      const auto a = static_cast<uint32_t>(random() % counts.size());
      const auto b = static_cast<uint32_t>(random() % counts.size());
      const std::vector<EventDigest> digests = {{0, a}, {0, b}, {0, a}};
      const auto held = claims.Claim(digests);
      ++counts[a];
      ++counts[b];
    }
  });
  int sum = 0;
  for (const int count : counts) sum += count;
  EXPECT_EQ(sum, kThreads * 2000 * 2);
}

TEST(EventClaims, HoldersOfDifferentEventsDoNotWait) {
  EventClaims claims;
  const std::vector<EventDigest> a = {{1, 1}};
  const std::vector<EventDigest> b = {{1, 2}};
  const auto held_a = claims.Claim(a);
  const auto held_b = claims.Claim(b);  // would wait for ever
}

}  // namespace
}  // namespace farcall
