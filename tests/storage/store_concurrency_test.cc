// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "scoring/records/attribute.h"
#include "storage/memory_histogram_store.h"
#include "tests/storage/rocksdb/rocksdb_testing.h"
#include "tests/storage/run_threads.h"
#include "tests/storage/store_testing.h"
#include "tests/storage/temp_dir.h"

namespace farcall {
namespace {

struct StoreUnderTest {
  const char* name;
  std::function<std::unique_ptr<HistogramStore>(const std::string& path)> open;

  friend std::ostream& operator<<(std::ostream& out,
                                  const StoreUnderTest& store) {
    return out << store.name;
  }
};

std::unique_ptr<HistogramStore> OpenMemory(const std::string&) {
  return std::make_unique<MemoryHistogramStore>();
}

std::unique_ptr<HistogramStore> OpenRocksDb(const std::string& path) {
  RocksDbStoreOptions options = At(path);
  options.write_buffer_bytes = 64 << 10;    // flushes and compactions take part
  options.baseline_cache_bytes = 16 << 10;  // and the cache runs over
  return OpenOrFail(options);
}

class StoreConcurrency : public testing::TestWithParam<StoreUnderTest> {
 protected:
  TempDir dir_;
  const std::unique_ptr<HistogramStore> store_ = GetParam().open(dir_ / "db");
};

INSTANTIATE_TEST_SUITE_P(All, StoreConcurrency,
                         testing::Values(StoreUnderTest{"memory", OpenMemory},
                                         StoreUnderTest{"rocksdb",
                                                        OpenRocksDb}));

TEST_P(StoreConcurrency, EveryEventIsCountedOnceForSharedAndOwnEntities) {
  constexpr int kBatches = 25;
  constexpr int kEvents = 20;
  std::atomic<size_t> counted = 0;
  RunThreads([&](int thread) {
    for (int b = 0; b < kBatches; ++b) {
      std::vector<TestEvent> batch;
      for (int e = 0; e < kEvents; ++e) {
        const std::string name = std::to_string(thread);
        batch.push_back({name + "/" + std::to_string(b * kEvents + e),
                         {Principal(name), Command("shared"),
                          Command("c" + std::to_string(e))}});
      }
      const auto fresh = CountBatch(*store_, batch);
      ASSERT_TRUE(fresh.ok()) << fresh.status();
      counted += *fresh;
    }
  });
  constexpr uint64_t kAll = kThreads * kBatches * kEvents;
  EXPECT_EQ(counted, kAll);
  EXPECT_EQ(CallsOf(*store_, Command("shared")), kAll);
  for (int e = 0; e < kEvents; ++e) {
    EXPECT_EQ(CallsOf(*store_, Command("c" + std::to_string(e))),
              kAll / kEvents);
  }
  for (int t = 0; t < kThreads; ++t) {
    EXPECT_EQ(CallsOf(*store_, Principal(std::to_string(t))), kAll / kThreads);
  }
}

TEST_P(StoreConcurrency, AnEventThatAllSendAtOnceIsCountedOnce) {
  constexpr int kEvents = 600;
  std::atomic<size_t> counted = 0;
  RunThreads([&](int thread) {
    std::vector<TestEvent> events;
    events.reserve(kEvents);
    for (int e = 0; e < kEvents; ++e) {
      events.push_back(
          {std::to_string(e), {Principal("p" + std::to_string(e % 7))}});
    }
    std::shuffle(events.begin(), events.end(),
                 std::mt19937(static_cast<unsigned>(thread)));
    for (auto it = events.begin(); it != events.end(); it += 15) {
      const auto fresh = CountBatch(*store_, {it, it + 15});
      ASSERT_TRUE(fresh.ok()) << fresh.status();
      counted += *fresh;
    }
  });
  EXPECT_EQ(counted, static_cast<size_t>(kEvents));
  uint64_t calls = 0;
  for (int p = 0; p < 7; ++p) {
    calls += CallsOf(*store_, Principal("p" + std::to_string(p)));
  }
  EXPECT_EQ(calls, static_cast<uint64_t>(kEvents));
}

TEST_P(StoreConcurrency, OneIdWithDifferentEntitiesIsCountedForOneOfThem) {
  constexpr int kEvents = 300;
  std::atomic<size_t> counted = 0;
  RunThreads([&](int thread) {
    for (int e = 0; e < kEvents; ++e) {
      const auto fresh = CountBatch(
          *store_, {{std::to_string(e), {Principal(std::to_string(thread))}}});
      ASSERT_TRUE(fresh.ok()) << fresh.status();
      counted += *fresh;
    }
  });
  EXPECT_EQ(counted, static_cast<size_t>(kEvents));
  uint64_t calls = 0;
  for (int t = 0; t < kThreads; ++t) {
    calls += CallsOf(*store_, Principal(std::to_string(t)));
  }
  EXPECT_EQ(calls, static_cast<uint64_t>(kEvents));
}

TEST_P(StoreConcurrency, ReadersNeverSeeACountWithoutItsEvent) {
  std::atomic<bool> done = false;
  std::thread reader([&] {
    const std::vector<EntityKey> entities = {Principal("alice")};
    std::vector<std::string> ids;
    ids.reserve(300);
    for (int e = 0; e < 300; ++e) ids.push_back(std::to_string(e));
    const std::vector<std::string_view> views(ids.begin(), ids.end());
    while (!done) {
      const absl::Status status = store_->Read(
          {"default", entities, views}, [](HistogramStore::Stored stored) {
            const auto known = std::count_if(
                stored.first_outcomes.begin(), stored.first_outcomes.end(),
                [](const auto& outcome) { return outcome.has_value(); });
            EXPECT_LE(stored.baselines[0]->Of(Attribute::kCountry).calls(),
                      static_cast<uint64_t>(known));
          });
      ASSERT_TRUE(status.ok()) << status;
    }
  });
  for (int e = 0; e < 300; ++e) {
    ASSERT_TRUE(
        CountBatch(*store_, {EventOf(std::to_string(e), "alice")}).ok());
  }
  done = true;
  reader.join();
}

TEST_P(StoreConcurrency, DeletesListsAndUpdatesGoTogether) {
  std::atomic<bool> done = false;
  std::atomic<int64_t> deleted = 0;
  std::thread deleter([&] {
    for (int i = 0; i < 10; ++i) {
      const auto removed = store_->Delete(Principal("victim"));
      ASSERT_TRUE(removed.ok()) << removed.status();
      deleted += *removed;
    }
    done = true;
  });
  std::thread lister([&] {
    while (!done) {
      const auto page =
          store_->List("default", EntityKind::kPrincipal, "", "", 10);
      ASSERT_TRUE(page.ok()) << page.status();
      EXPECT_LE(page->entities.size(), 2u);
    }
  });
  uint64_t sent = 0;
  while (!done) {
    ASSERT_TRUE(CountBatch(*store_, {{std::to_string(sent++),
                                      {Principal("victim"), Principal("bob")}}})
                    .ok());
  }
  deleter.join();
  lister.join();
  EXPECT_EQ(CallsOf(*store_, Principal("bob")), sent);
}

}  // namespace
}  // namespace farcall
