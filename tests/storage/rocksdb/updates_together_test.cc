// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "tests/storage/rocksdb/rocksdb_testing.h"
#include "tests/storage/store_testing.h"
#include "tests/storage/temp_dir.h"

namespace farcall {
namespace {

// Makes the store's updates of Command("shared") wait until it is destroyed.
class Blocker {
 public:
  explicit Blocker(HistogramStore& store)
      : thread_([this, &store] {
          const std::vector<EntityKey> entities = {Command("shared")};
          const absl::Status status = store.Update(
              {"default", entities, {}}, [this](HistogramStore::Stored) {
                blocks_ = true;
                while (!ended_) std::this_thread::yield();
                return HistogramStore::Changed{};
              });
          EXPECT_TRUE(status.ok()) << status;
        }) {
    while (!blocks_) std::this_thread::yield();
  }
  ~Blocker() {
    ended_ = true;
    thread_.join();
  }
  Blocker(const Blocker&) = delete;
  Blocker& operator=(const Blocker&) = delete;

 private:
  std::atomic<bool> blocks_ = false;
  std::atomic<bool> ended_ = false;
  std::thread thread_;
};

// Calls `update` with 0, 1, ... from a thread each, while nothing that counts
// for Command("shared") can go on; then lets them.
void MakeWhileOthersWait(HistogramStore& store, int threads,
                         std::chrono::milliseconds patience,
                         const std::function<void(int)>& update) {
  std::vector<std::thread> all;
  {
    const Blocker blocker(store);
    for (int t = 0; t < threads; ++t) all.emplace_back(update, t);
    std::this_thread::sleep_for(patience);
  }
  for (std::thread& thread : all) thread.join();
}

TestEvent EventOfBoth(const std::string& id, const std::string& principal) {
  return {id, {Principal(principal), Command("shared")}};
}

TEST(UpdatesTogether, AreWrittenOnceAndCountedEach) {
  constexpr int kThreads = 6;
  uint64_t sent = 0;
  int writes = kThreads;
  for (int ms = 5; writes == kThreads && ms < 10'000; ms *= 2) {
    TempDir dir;
    std::atomic<int> seen_writes = 0;
    RocksDbStoreOptions options = At(dir / "db");
    options.observer.on_write = [&](double) { ++seen_writes; };
    auto store = OpenOrFail(options);
    MakeWhileOthersWait(
        *store, kThreads, std::chrono::milliseconds(ms), [&](int thread) {
          const std::string name = std::to_string(thread);
          EXPECT_EQ(*CountBatch(*store, {EventOfBoth(name + "a", name),
                                         EventOfBoth(name + "b", "all")}),
                    2u);
        });
    writes = seen_writes;
    sent = 2 * kThreads;
    const Histogram shared = HistogramOf(*store, Command("shared"));
    EXPECT_EQ(shared.calls(), sent);
    EXPECT_EQ(CallsOf(*store, Principal("all")), sent / 2);
    EXPECT_EQ(CallsOf(*store, Principal("3")), 1u);
    EXPECT_EQ(FirstOutcomeOf(*store, "3a"), kOutcome);
    store.reset();
    store = OpenOrFail(At(dir / "db"));
    EXPECT_EQ(HistogramOf(*store, Command("shared")), shared);
    EXPECT_EQ(FirstOutcomeOf(*store, "5b"), kOutcome);
  }
  EXPECT_LT(writes, kThreads);
}

TEST(UpdatesTogether, WhatCannotBeReadFailsWhoAsksForItAlone) {
  TempDir dir;
  ASSERT_NO_FATAL_FAILURE(MakeStoreWithDamaged(dir / "db", Principal("0")));
  const auto store = OpenOrFail(At(dir / "db"));
  MakeWhileOthersWait(
      *store, 4, std::chrono::milliseconds(50), [&](int thread) {
        const std::string name = std::to_string(thread);
        const auto counted = CountBatch(*store, {EventOfBoth(name, name)});
        EXPECT_EQ(counted.status().code(), thread == 0
                                               ? absl::StatusCode::kDataLoss
                                               : absl::StatusCode::kOk);
      });
  EXPECT_EQ(CallsOf(*store, Command("shared")), 3u);
  EXPECT_EQ(FirstOutcomeOf(*store, "0"), std::nullopt);
  EXPECT_TRUE(store->Health().ok());
}

// Of six statements that come together, how many the audit has in the end.
size_t StatementsKept(size_t entries_max) {
  TempDir dir;
  RocksDbStoreOptions options = At(dir / "db");
  options.feedback_entries_max = entries_max;
  const auto store = OpenOrFail(options);
  MakeWhileOthersWait(
      *store, 6, std::chrono::milliseconds(50), [&](int thread) {
        const std::string name = std::to_string(thread);
        const std::vector<EntityKey> entities = {Command("shared")};
        const absl::Status status = store->Update(
            {"default", entities, {}}, [&](HistogramStore::Stored) {
              return HistogramStore::Changed{
                  {}, {}, {EntryOf(name, "alice", 1'000'000 + thread)}};
            });
        EXPECT_TRUE(status.ok()) << status;
      });
  const auto page = store->ListFeedback("default", "", "", 100);
  EXPECT_TRUE(page.ok()) << page.status();
  return page.ok() ? page->entries.size() : 0;
}

TEST(UpdatesTogether, KeepEachStatementForTheAudit) {
  EXPECT_EQ(StatementsKept(100), 6u);
}

TEST(UpdatesTogether, KeepTheAuditWithinItsBound) {
  EXPECT_EQ(StatementsKept(4), 4u);
}

}  // namespace
}  // namespace farcall
