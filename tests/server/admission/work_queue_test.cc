// SPDX-License-Identifier: Apache-2.0
#include "server/admission/work_queue.h"

#include <gtest/gtest.h>

#include <deque>
#include <map>
#include <string>
#include <vector>

namespace farcall {
namespace {

using std::chrono::milliseconds;

class Task final : public WorkQueue::Task {
 public:
  bool Work(int64_t) override { return false; }
  int64_t AnswerBytes() const override { return 0; }
  void Answer() override {}
  void Refuse() override {}
};

// A queue, a clock, and tasks that live as long.
class WorkQueueTest : public testing::Test {
 protected:
  Task& Push(WorkQueue& queue, WorkQueue::Load load) {
    Task& task = tasks_.emplace_back();
    EXPECT_TRUE(queue.Push(task, std::move(load), now_));
    return task;
  }
  WorkQueue::Task* Begin(WorkQueue& queue) { return queue.Next(now_).first; }
  void End(WorkQueue& queue, WorkQueue::Task& task) {
    queue.FinishAll(task, 0, now_);
    queue.Release(task);
  }

  WorkQueue::Time now_{std::chrono::hours(1)};
  std::deque<Task> tasks_;
};

TEST_F(WorkQueueTest, BeginsTheTasksOfATenantInTheirOrder) {
  WorkQueue queue({});
  std::vector<WorkQueue::Task*> pushed;
  for (int i = 0; i < 5; ++i) pushed.push_back(&Push(queue, {.tenant = "a"}));
  for (WorkQueue::Task* task : pushed) EXPECT_EQ(Begin(queue), task);
  EXPECT_EQ(Begin(queue), nullptr);
}

TEST_F(WorkQueueTest, RunsNoMoreThanItMay) {
  WorkQueue queue({.running_max = 2});
  for (int i = 0; i < 3; ++i) Push(queue, {.tenant = "a"});
  WorkQueue::Task* first = Begin(queue);
  ASSERT_NE(first, nullptr);
  ASSERT_NE(Begin(queue), nullptr);
  EXPECT_EQ(Begin(queue), nullptr);
  queue.FinishAll(*first, 0, now_);
  EXPECT_NE(Begin(queue), nullptr) << "it need not be released for that";
}

TEST_F(WorkQueueTest, GivesEachTenantItsTurnHoweverManyTasksAnotherHas) {
  WorkQueue queue({.running_max = 1});
  for (int i = 0; i < 100; ++i) Push(queue, {.tenant = "flood", .cost = 10});
  WorkQueue::Task* running = Begin(queue);
  Task& victim = Push(queue, {.tenant = "victim", .cost = 10});
  int64_t begun_before = 0;
  while (running != &victim) {
    ASSERT_NE(running, nullptr);
    End(queue, *running);
    running = Begin(queue);
    begun_before += 10;
  }
  EXPECT_LE(begun_before, 3 * WorkQueue::kSharedPartCost);
}

TEST_F(WorkQueueTest, SharesByCostAndNotByTasks) {
  WorkQueue queue({.running_max = 1});
  Task& small = Push(queue, {.tenant = "small", .cost = 1});
  (void)small;
  std::map<std::string, int64_t> cost;
  std::map<WorkQueue::Task*, std::string> tenants;
  for (int i = 0; i < 4000; ++i) {
    tenants[&Push(queue, {.tenant = "small", .cost = 10})] = "small";
    tenants[&Push(queue, {.tenant = "large", .cost = 200})] = "large";
  }
  for (int i = 0; i < 1000; ++i) {
    const auto [task, part] = queue.Next(now_);
    ASSERT_NE(task, nullptr);
    cost[tenants[task]] += part;
    End(queue, *task);
  }
  EXPECT_NEAR(static_cast<double>(cost["small"]),
              static_cast<double>(cost["large"]), 500);
}

TEST_F(WorkQueueTest, WorksOnALargeTaskInPartsWithOthersInBetween) {
  WorkQueue queue({.running_max = 1});
  Task& large = Push(queue, {.tenant = "large", .cost = 5000});
  auto [task, part] = queue.Next(now_);
  EXPECT_EQ(task, &large);
  EXPECT_EQ(part, WorkQueue::kPartCost) << "nobody else is there";
  Task& small = Push(queue, {.tenant = "small", .cost = 10});
  queue.FinishPart(large, now_);
  EXPECT_EQ(Begin(queue), &small);
  End(queue, small);
  int64_t done = part;
  while (done < 5000) {
    std::tie(task, part) = queue.Next(now_);
    ASSERT_EQ(task, &large);
    EXPECT_EQ(part, WorkQueue::kSharedPartCost) << "the other may come again";
    done += part;
    queue.FinishPart(large, now_);
  }
  EXPECT_EQ(done, 5000);
}

TEST_F(WorkQueueTest, ABegunTaskGoesOnBeforeTheOthersOfItsTenant) {
  WorkQueue queue({.running_max = 1});
  Task& first = Push(queue, {.tenant = "a", .cost = 2000});
  Push(queue, {.tenant = "a"});
  ASSERT_EQ(Begin(queue), &first);
  queue.FinishPart(first, now_);
  EXPECT_EQ(Begin(queue), &first);
}

TEST_F(WorkQueueTest, ATenantHasAllWorkersWhileItIsAlone) {
  WorkQueue queue({.running_max = 8});
  for (int i = 0; i < 10; ++i) Push(queue, {.tenant = "a", .cost = 1000});
  for (int i = 0; i < 8; ++i) EXPECT_NE(Begin(queue), nullptr);
}

TEST_F(WorkQueueTest,
       TheBackgroundTakesNothingFromATenantThatIsAloneOtherwise) {
  WorkQueue queue({.running_max = 8});
  Task& own = Push(queue, {.tenant = "own", .is_background = true});
  for (int i = 0; i < 10; ++i) Push(queue, {.tenant = "a", .cost = 1000});
  ASSERT_EQ(Begin(queue), &own);
  for (int i = 0; i < 7; ++i) {
    const auto [task, part] = queue.Next(now_);
    ASSERT_NE(task, nullptr) << i;
    EXPECT_EQ(part, WorkQueue::kPartCost);
  }
  End(queue, own);
  EXPECT_EQ(queue.Next(now_).second, WorkQueue::kPartCost);
}

TEST_F(WorkQueueTest, TheBackgroundHasItsTurnHoweverManyTasksATenantHas) {
  WorkQueue queue({.running_max = 1});
  for (int i = 0; i < 100; ++i) Push(queue, {.tenant = "a", .cost = 1000});
  WorkQueue::Task* running = Begin(queue);
  Task& own = Push(queue, {.tenant = "own", .is_background = true});
  for (int i = 0; i < 3 && running != &own; ++i) {
    ASSERT_NE(running, nullptr);
    End(queue, *running);
    running = Begin(queue);
  }
  EXPECT_EQ(running, &own);
  End(queue, own);
}

TEST_F(WorkQueueTest, TheBackgroundIsForgottenWhenItIsDone) {
  WorkQueue queue({});
  Task& own = Push(queue, {.tenant = "own", .is_background = true});
  ASSERT_EQ(Begin(queue), &own);
  End(queue, own);
  EXPECT_EQ(queue.tenants(), 1);
  End(
      queue, *[&] {
        Push(queue, {.tenant = "a"});
        return Begin(queue);
      }());
  EXPECT_EQ(queue.tenants(), 1);
}

TEST_F(WorkQueueTest, ATenantHasItsShareOfWorkersWhileOthersArePresent) {
  WorkQueue queue({.running_max = 8});
  End(
      queue, *[&] {
        Push(queue, {.tenant = "b"});
        return Begin(queue);
      }());
  for (int i = 0; i < 10; ++i) Push(queue, {.tenant = "a", .cost = 1});
  for (int i = 0; i < 4; ++i) EXPECT_NE(Begin(queue), nullptr);
  EXPECT_EQ(Begin(queue), nullptr);
  now_ += WorkQueue::kPresence + milliseconds(1);
  Push(queue, {.tenant = "a", .cost = 1});
  EXPECT_NE(Begin(queue), nullptr) << "the other has left";
}

TEST_F(WorkQueueTest, ATenantHasFewEventsInWorkWhileOthersArePresent) {
  WorkQueue queue({});
  Push(queue, {.tenant = "b"});
  ASSERT_NE(Begin(queue), nullptr);
  for (int i = 0; i < 20; ++i) Push(queue, {.tenant = "a", .cost = 5000});
  int64_t in_work = 0;
  while (true) {
    const auto [task, part] = queue.Next(now_);
    if (task == nullptr) break;
    in_work += part;
  }
  EXPECT_EQ(in_work, WorkQueue::kSharedRunningCost);
}

TEST_F(WorkQueueTest, ATenantIsPresentWhileItsTaskRunsHoweverLong) {
  WorkQueue queue({});
  Push(queue, {.tenant = "b"});
  ASSERT_NE(Begin(queue), nullptr);
  now_ += 10 * WorkQueue::kPresence;
  Push(queue, {.tenant = "a", .cost = 5000});
  EXPECT_EQ(queue.Next(now_).second, WorkQueue::kSharedPartCost);
}

TEST_F(WorkQueueTest, ATenantAloneHasNoMoreInWorkThanANewcomerCanWaitFor) {
  WorkQueue queue({});
  for (int i = 0; i < 64; ++i) Push(queue, {.tenant = "a", .cost = 1000});
  int64_t in_work = 0;
  while (const int64_t part = queue.Next(now_).second) in_work += part;
  EXPECT_EQ(in_work, WorkQueue::kRunningCost);
}

TEST_F(WorkQueueTest, HoldsBytesUntilAnAnswerIsSent) {
  WorkQueue queue({.held_bytes_max = 1000, .tenant_share_percent = 100});
  Task& first = Push(queue, {.tenant = "a", .held_bytes = 600});
  Task& second = Push(queue, {.tenant = "a", .held_bytes = 600});
  ASSERT_EQ(Begin(queue), &first);
  EXPECT_EQ(Begin(queue), nullptr);
  queue.FinishAll(first, 500, now_);
  EXPECT_EQ(queue.held_bytes(), 500);
  EXPECT_EQ(Begin(queue), nullptr) << "its answer is not read";
  queue.Release(first);
  EXPECT_EQ(Begin(queue), &second);
  queue.Release(first);
  EXPECT_EQ(queue.held_bytes(), 600) << "once is enough";
}

TEST_F(WorkQueueTest, WhoDoesNotReadKeepsNobodyElseWaiting) {
  WorkQueue queue({.held_bytes_max = 1000});
  for (int i = 0; i < 10; ++i) {
    Push(queue, {.tenant = "unread", .held_bytes = 100});
  }
  int begun = 0;
  while (WorkQueue::Task* task = Begin(queue)) {
    queue.FinishAll(*task, 100, now_);
    ++begun;
  }
  EXPECT_EQ(begun, 5) << "half of the bytes";
  Task& victim = Push(queue, {.tenant = "victim", .held_bytes = 500});
  EXPECT_EQ(Begin(queue), &victim);
}

TEST_F(WorkQueueTest, ATaskLargerThanItsTenantsShareGoesAlone) {
  WorkQueue queue({.held_bytes_max = 1000});
  Task& small = Push(queue, {.tenant = "a", .held_bytes = 1});
  Task& large = Push(queue, {.tenant = "a", .held_bytes = 5000});
  ASSERT_EQ(Begin(queue), &small);
  EXPECT_EQ(Begin(queue), nullptr);
  End(queue, small);
  EXPECT_EQ(Begin(queue), &large);
  Push(queue, {.tenant = "a", .held_bytes = 1});
  EXPECT_EQ(Begin(queue), nullptr);
}

TEST_F(WorkQueueTest, NobodyOvertakesALargeTaskForEver) {
  WorkQueue queue({.held_bytes_max = 1000});
  Task& first = Push(queue, {.tenant = "a", .held_bytes = 400});
  Task& second = Push(queue, {.tenant = "b", .held_bytes = 400});
  ASSERT_NE(Begin(queue), nullptr);
  ASSERT_NE(Begin(queue), nullptr);
  Task& large = Push(queue, {.tenant = "c", .held_bytes = 500});
  Push(queue, {.tenant = "d", .held_bytes = 1});
  EXPECT_EQ(Begin(queue), nullptr);
  End(queue, first);
  EXPECT_EQ(Begin(queue), &large);
  End(queue, second);
}

TEST_F(WorkQueueTest, WhatHasBegunGoesOnWhileALargeTaskWaitsForBytes) {
  WorkQueue queue({.running_max = 1, .held_bytes_max = 1000});
  Task& begun = Push(queue, {.tenant = "a", .cost = 3000, .held_bytes = 500});
  ASSERT_EQ(Begin(queue), &begun);
  Task& small = Push(queue, {.tenant = "b", .held_bytes = 400});
  queue.FinishPart(begun, now_);
  ASSERT_EQ(Begin(queue), &small);
  queue.FinishAll(small, 400, now_);
  Task& large = Push(queue, {.tenant = "c", .held_bytes = 500});
  Push(queue, {.tenant = "d", .held_bytes = 1});
  EXPECT_EQ(Begin(queue), &begun);
  End(queue, begun);
  EXPECT_EQ(Begin(queue), &large);
}

TEST_F(WorkQueueTest, RefusesWhatWouldWaitBeyondItsTenantsShare) {
  WorkQueue queue({.running_max = 1, .waiting_max = 10});
  const auto deadline = now_ + milliseconds(100);
  for (int i = 0; i < 5; ++i) {
    Push(queue, {.tenant = "a", .deadline = deadline});
  }
  Task more;
  EXPECT_FALSE(queue.Push(more, {.tenant = "a", .deadline = deadline}, now_));
  EXPECT_TRUE(queue.Push(more, {.tenant = "a"}, now_)) << "a stream waits on";
  for (int i = 0; i < 5; ++i) {
    Push(queue, {.tenant = "b", .deadline = deadline});
  }
  Task third;
  EXPECT_FALSE(queue.Push(third, {.tenant = "c", .deadline = deadline}, now_));
}

TEST_F(WorkQueueTest, RefusesBytesThatWouldWaitBeyondTheirShare) {
  WorkQueue queue({.waiting_bytes_max = 1000});
  const auto deadline = now_ + milliseconds(100);
  const auto load = [&](const char* tenant, int64_t bytes) {
    return WorkQueue::Load{
        .tenant = tenant, .waiting_bytes = bytes, .deadline = deadline};
  };
  Push(queue, load("a", 400));
  Task more;
  EXPECT_FALSE(queue.Push(more, load("a", 200), now_));
  Push(queue, load("b", 500));
  EXPECT_FALSE(queue.Push(more, load("c", 200), now_));
  ASSERT_NE(Begin(queue), nullptr);
  EXPECT_TRUE(queue.Push(more, load("a", 200), now_)) << "the first has begun";
}

TEST_F(WorkQueueTest, GivesOutThoseThatWaitedTooLong) {
  WorkQueue queue({.running_max = 1});
  Task& running = Push(queue, {.tenant = "a", .deadline = now_});
  ASSERT_EQ(Begin(queue), &running);
  Task& waiting =
      Push(queue, {.tenant = "a", .deadline = now_ + milliseconds(100)});
  Task& stream = Push(queue, {.tenant = "a"});
  now_ += milliseconds(99);
  EXPECT_EQ(queue.TakeExpired(now_), nullptr);
  now_ += milliseconds(1);
  EXPECT_EQ(queue.TakeExpired(now_), &waiting);
  EXPECT_EQ(queue.TakeExpired(now_), nullptr) << "begun, or without deadline";
  End(queue, running);
  EXPECT_EQ(Begin(queue), &stream);
}

TEST_F(WorkQueueTest, GivesBackATaskThatIsWithdrawnUnlessItHasBegun) {
  WorkQueue queue({.running_max = 1});
  Task& running = Push(queue, {.tenant = "a", .cost = 3000});
  ASSERT_EQ(Begin(queue), &running);
  Task& waiting = Push(queue, {.tenant = "a"});
  EXPECT_FALSE(queue.Withdraw(running));
  EXPECT_TRUE(queue.Withdraw(waiting));
  EXPECT_FALSE(queue.Withdraw(waiting));
  queue.FinishPart(running, now_);
  EXPECT_FALSE(queue.Withdraw(running)) << "a part of it is done";
  Task never;
  EXPECT_FALSE(queue.Withdraw(never));
  EXPECT_EQ(Begin(queue), &running);
}

TEST_F(WorkQueueTest, ForgetsTenantsThatHaveLeft) {
  WorkQueue queue({});
  for (int i = 0; i < 100; ++i) {
    Push(queue, {.tenant = "tenant " + std::to_string(i)});
    End(queue, *Begin(queue));
  }
  EXPECT_EQ(queue.tenants(), 100U);
  now_ += WorkQueue::kPresence + milliseconds(1);
  Push(queue, {.tenant = "a"});
  EXPECT_EQ(queue.tenants(), 1U);
}

TEST_F(WorkQueueTest, IsStuckWhileTasksWaitAndNothingMoves) {
  WorkQueue queue({.running_max = 1});
  Task& first = Push(queue, {.tenant = "a"});
  ASSERT_EQ(Begin(queue), &first);
  const auto begin = now_;
  now_ += milliseconds(10);
  EXPECT_FALSE(queue.IsStuckSince(now_)) << "nobody waits";
  Push(queue, {.tenant = "a"});
  EXPECT_FALSE(queue.IsStuckSince(now_)) << "it came just now";
  EXPECT_TRUE(queue.IsStuckSince(now_ + milliseconds(1)));
  EXPECT_FALSE(queue.IsStuckSince(begin));
  now_ += milliseconds(10);
  End(queue, first);
  EXPECT_FALSE(queue.IsStuckSince(now_));
}

TEST_F(WorkQueueTest, HoldsBackWhoHasItsShareWhileOthersArePresent) {
  WorkQueue queue({});
  Push(queue, {.tenant = "a", .cost = 500});
  EXPECT_FALSE(queue.IsHeldBack(Push(queue, {.tenant = "a"}), now_)) << "alone";
  queue.Next(now_);
  Task& victim = Push(queue, {.tenant = "b"});
  EXPECT_FALSE(queue.IsHeldBack(victim, now_));
  queue.Next(now_);
  Task& more = Push(queue, {.tenant = "a", .cost = 250});
  EXPECT_TRUE(queue.IsHeldBack(more, now_));
}

}  // namespace
}  // namespace farcall
