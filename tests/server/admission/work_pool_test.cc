// SPDX-License-Identifier: Apache-2.0
#include "server/admission/work_pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <deque>
#include <latch>

namespace farcall {
namespace {

struct Seen {
  std::atomic<int> at_once = 0;
  std::atomic<int> most_at_once = 0;
  std::atomic<int64_t> worked = 0;
  std::atomic<int> answered = 0;
  std::atomic<int> refused = 0;
};

// A task of `cost`, which is released when it is answered.
class Task final : public WorkQueue::Task {
 public:
  Task(WorkPool& pool, Seen& seen, std::latch& over, int64_t cost)
      : pool_(pool), seen_(seen), over_(over), left_(cost) {}

  bool Work(int64_t cost_max) override {
    const int now = ++seen_.at_once;
    int most = seen_.most_at_once;
    while (now > most && !seen_.most_at_once.compare_exchange_weak(most, now)) {
    }
    const int64_t part = std::min(left_, cost_max);
    left_ -= part;
    seen_.worked += part;
    --seen_.at_once;
    return left_ > 0;
  }
  int64_t AnswerBytes() const override { return 1; }
  void Answer() override {
    ++seen_.answered;
    pool_.Release(*this);
    over_.count_down();
  }
  void Refuse() override {
    ++seen_.refused;
    over_.count_down();
  }

 private:
  WorkPool& pool_;
  Seen& seen_;
  std::latch& over_;
  int64_t left_;
};

TEST(WorkPool, WorksOffWhatManyThreadsOfManyTenantsGiveIt) {
  constexpr int kThreads = 4;
  constexpr int kTasks = 200;
  Seen seen;
  std::latch over(kThreads * kTasks);
  std::deque<Task> tasks;
  WorkPool pool({.running_max = 3, .held_bytes_max = 5});
  for (int i = 0; i < kThreads * kTasks; ++i) {
    tasks.emplace_back(pool, seen, over, 1 + i % 7 * 300);
  }
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < kThreads; ++thread) {
      threads.emplace_back([&, thread] {
        for (int i = 0; i < kTasks; ++i) {
          EXPECT_TRUE(pool.Push(
              tasks[static_cast<size_t>(thread * kTasks + i)],
              {.tenant = std::string(1, static_cast<char>('a' + thread)),
               .cost = 1 + i % 7 * 300,
               .held_bytes = 1 + i % 3}));
        }
      });
    }
  }
  over.wait();
  EXPECT_EQ(seen.answered, kThreads * kTasks);
  EXPECT_LE(seen.most_at_once, 3);
  EXPECT_FALSE(pool.IsStuckFor(std::chrono::seconds(60)));
}

// The thread that answers works on the first one itself, when it has answered.
TEST(WorkPool, WorksOnTheSecondTaskThatAnAnswerPushesBeforeTheAnswerEnds) {
  Seen seen;
  std::latch over(3);
  WorkPool pool({.running_max = 2});
  Task first(pool, seen, over, 1);
  Task second(pool, seen, over, 1);
  class Pusher final : public WorkQueue::Task {
   public:
    Pusher(WorkPool& pool, Seen& seen, std::latch& over, Task& first,
           Task& second)
        : pool_(pool),
          seen_(seen),
          over_(over),
          first_(first),
          second_(second) {}
    bool Work(int64_t) override { return false; }
    int64_t AnswerBytes() const override { return 0; }
    void Answer() override {
      EXPECT_TRUE(pool_.Push(first_, {.tenant = "a"}));
      EXPECT_TRUE(pool_.Push(second_, {.tenant = "a"}));
      while (seen_.answered == 0) std::this_thread::yield();
      pool_.Release(*this);
      over_.count_down();
    }
    void Refuse() override {}

   private:
    WorkPool& pool_;
    Seen& seen_;
    std::latch& over_;
    Task& first_;
    Task& second_;
  } pusher(pool, seen, over, first, second);
  ASSERT_TRUE(pool.Push(pusher, {.tenant = "a"}));
  over.wait();
  EXPECT_EQ(seen.answered, 2);
}

TEST(WorkPool, RefusesATaskWhoseTurnDoesNotComeInTime) {
  Seen seen;
  std::latch over(2);
  WorkPool pool({.held_bytes_max = 1});
  Task first(pool, seen, over, 1);
  Task second(pool, seen, over, 1);
  ASSERT_TRUE(pool.Push(first, {.tenant = "a", .held_bytes = 1}));
  while (seen.answered == 0) std::this_thread::yield();
  ASSERT_EQ(seen.refused, 0);
  Task held(pool, seen, over, 1);  // never begun: its deadline has passed
  const auto passed = std::chrono::steady_clock::now();
  class Blocker final : public WorkQueue::Task {
   public:
    bool Work(int64_t) override { return false; }
    int64_t AnswerBytes() const override { return 1; }
    void Answer() override { answered = true; }
    void Refuse() override {}
    std::atomic<bool> answered = false;
  } blocker;  // answered, and not read
  ASSERT_TRUE(pool.Push(blocker, {.tenant = "a", .held_bytes = 1}));
  while (!blocker.answered) std::this_thread::yield();
  ASSERT_TRUE(
      pool.Push(second, {.tenant = "a", .held_bytes = 1, .deadline = passed}));
  over.wait();
  EXPECT_EQ(seen.refused, 1);
  pool.Release(blocker);
}

}  // namespace
}  // namespace farcall
