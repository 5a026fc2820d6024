// SPDX-License-Identifier: Apache-2.0
#include "storage/group_commit.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>

#include "tests/storage/run_threads.h"

namespace farcall {
namespace {

TEST(GroupCommit, SyncsOnceForAllThatWasWritten) {
  int syncs = 0;
  GroupCommit commit([&] {
    ++syncs;
    return absl::OkStatus();
  });
  const auto first = commit.Written();
  const auto second = commit.Written();
  EXPECT_TRUE(commit.Await(second).ok());
  EXPECT_TRUE(commit.Await(first).ok());
  EXPECT_EQ(syncs, 1);
}

TEST(GroupCommit, SyncsNothingIfAllIsDurable) {
  int syncs = 0;
  GroupCommit commit([&] {
    ++syncs;
    return absl::OkStatus();
  });
  EXPECT_TRUE(commit.Await(commit.Latest()).ok());
  EXPECT_EQ(syncs, 0);
}

TEST(GroupCommit, WhatIsWrittenDuringASyncNeedsAnother) {
  int syncs = 0;
  GroupCommit::Ticket during = 0;
  GroupCommit* self = nullptr;
  GroupCommit commit([&] {
    if (++syncs == 1) during = self->Written();
    return absl::OkStatus();
  });
  self = &commit;
  EXPECT_TRUE(commit.Await(commit.Written()).ok());
  EXPECT_EQ(syncs, 1);
  EXPECT_TRUE(commit.Await(during).ok());
  EXPECT_EQ(syncs, 2);
}

TEST(GroupCommit, AFailureStays) {
  bool disk_works = true;
  GroupCommit commit([&] {
    return disk_works ? absl::OkStatus() : absl::UnavailableError("disk");
  });
  const auto durable = commit.Written();
  ASSERT_TRUE(commit.Await(durable).ok());
  disk_works = false;
  EXPECT_FALSE(commit.Await(commit.Written()).ok());
  disk_works = true;
  EXPECT_FALSE(commit.Await(commit.Written()).ok());
  EXPECT_TRUE(commit.Await(durable).ok());
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
      if (!commit.Await(commit.Written()).ok() || durable < mine) ++broken;
    }
  });
  EXPECT_EQ(broken, 0);
}

}  // namespace
}  // namespace farcall
