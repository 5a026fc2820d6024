// SPDX-License-Identifier: Apache-2.0
#include "storage/group_commit.h"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <optional>
#include <semaphore>
#include <thread>

#include "tests/storage/await_durable.h"
#include "tests/storage/run_threads.h"

namespace farcall {
namespace {

void NotCalled(const absl::Status&) { ADD_FAILURE() << "told twice"; }

// A disk whose syncs wait until they are let go, each by itself.
class HeldDisk {
 public:
  absl::Status Sync() {
    ++syncs;
    begun.release();
    may_end.acquire();
    return works ? absl::OkStatus() : absl::UnavailableError("disk");
  }

  std::atomic<int> syncs = 0;
  std::atomic<bool> works = true;
  std::counting_semaphore<> begun{0};
  std::counting_semaphore<> may_end{0};
};

TEST(GroupCommit, SyncsOnceForAllThatWasWritten) {
  std::atomic<int> syncs = 0;
  GroupCommit commit([&] {
    ++syncs;
    return absl::OkStatus();
  });
  const auto first = commit.Written();
  const auto second = commit.Written();
  EXPECT_TRUE(AwaitDurable(commit, second).ok());
  EXPECT_EQ(commit.WhenDurable(first, NotCalled), absl::OkStatus());
  EXPECT_EQ(syncs, 1);
}

TEST(GroupCommit, SyncsNothingIfAllIsDurable) {
  std::atomic<int> syncs = 0;
  {
    GroupCommit commit([&] {
      ++syncs;
      return absl::OkStatus();
    });
    EXPECT_EQ(commit.Latest(), 0u);
    EXPECT_EQ(commit.WhenDurable(0, NotCalled), absl::OkStatus());
    commit.Written();  // and nobody waits for it
  }
  EXPECT_EQ(syncs, 0);
}

TEST(GroupCommit, WhatIsWrittenDuringASyncNeedsAnother) {
  HeldDisk disk;
  GroupCommit commit([&] { return disk.Sync(); });
  std::latch first_durable(1);
  std::latch second_durable(1);
  EXPECT_FALSE(commit.WhenDurable(
      commit.Written(), [&](const auto&) { first_durable.count_down(); }));
  disk.begun.acquire();
  EXPECT_FALSE(commit.WhenDurable(
      commit.Written(), [&](const auto&) { second_durable.count_down(); }));
  disk.may_end.release();
  first_durable.wait();
  disk.begun.acquire();
  EXPECT_FALSE(second_durable.try_wait());
  disk.may_end.release();
  second_durable.wait();
  EXPECT_EQ(disk.syncs, 2);
}

TEST(GroupCommit, WhoAsksDuringTheSyncThatCoversHisWriteNeedsNoOther) {
  HeldDisk disk;
  GroupCommit commit([&] { return disk.Sync(); });
  const auto first = commit.Written();
  const auto second = commit.Written();
  std::latch durable(2);
  const auto count_down = [&](const auto&) { durable.count_down(); };
  EXPECT_FALSE(commit.WhenDurable(second, count_down));
  disk.begun.acquire();
  EXPECT_FALSE(commit.WhenDurable(first, count_down));
  disk.may_end.release();
  durable.wait();
  EXPECT_EQ(disk.syncs, 1);
}

TEST(GroupCommit, NeverTellsOnTheThreadThatAsks) {
  GroupCommit commit([] { return absl::OkStatus(); });
  std::latch told(1);
  std::thread::id teller;
  EXPECT_FALSE(commit.WhenDurable(commit.Written(), [&](const auto&) {
    teller = std::this_thread::get_id();
    told.count_down();
  }));
  told.wait();
  EXPECT_NE(teller, std::this_thread::get_id());
}

TEST(GroupCommit, AFailureStays) {
  HeldDisk disk;
  disk.may_end.release(100);
  GroupCommit commit([&] { return disk.Sync(); });
  const auto durable = commit.Written();
  ASSERT_TRUE(AwaitDurable(commit, durable).ok());
  disk.works = false;
  EXPECT_FALSE(AwaitDurable(commit, commit.Written()).ok());
  disk.works = true;
  const auto later = commit.WhenDurable(commit.Written(), NotCalled);
  ASSERT_TRUE(later.has_value());
  EXPECT_FALSE(later->ok());
  EXPECT_EQ(commit.WhenDurable(durable, NotCalled), absl::OkStatus());
}

TEST(GroupCommit, AFailureIsToldToThoseBehindItToo) {
  HeldDisk disk;
  disk.works = false;
  GroupCommit commit([&] { return disk.Sync(); });
  std::atomic<int> failed = 0;
  std::latch told(2);
  const auto count_failed = [&](const absl::Status& durable) {
    if (!durable.ok()) ++failed;
    told.count_down();
  };
  EXPECT_FALSE(commit.WhenDurable(commit.Written(), count_failed));
  disk.begun.acquire();
  EXPECT_FALSE(commit.WhenDurable(commit.Written(), count_failed));
  disk.may_end.release();
  told.wait();
  EXPECT_EQ(failed, 2);
  EXPECT_EQ(disk.syncs, 1);
}

TEST(GroupCommit, TellsThoseWhoWaitBeforeItEnds) {
  std::atomic<int> told = 0;
  const auto count = [&](const absl::Status& durable) {
    EXPECT_TRUE(durable.ok());
    ++told;
  };
  {
    GroupCommit commit([] { return absl::OkStatus(); });
    for (int i = 0; i < 100; ++i) {
      // A sync for an earlier waiter may cover this write too: then the answer
      // is known at once.
      if (const auto known = commit.WhenDurable(commit.Written(), count)) {
        count(*known);
      }
    }
  }
  EXPECT_EQ(told, 100);
}

TEST(GroupCommit, EveryoneWaitsForASyncThatBeganAfterHisWrite) {
  std::atomic<uint64_t> written = 0;
  std::atomic<uint64_t> durable = 0;
  GroupCommit commit([&] {
    const uint64_t covered = written;
    std::this_thread::yield();
    durable = covered;
    return absl::OkStatus();
  });
  std::atomic<int> broken = 0;
  RunThreads([&](int) {
    for (int i = 0; i < 500; ++i) {
      const uint64_t mine = ++written;
      if (!AwaitDurable(commit, commit.Written()).ok() || durable < mine) {
        ++broken;
      }
    }
  });
  EXPECT_EQ(broken, 0);
}

}  // namespace
}  // namespace farcall
