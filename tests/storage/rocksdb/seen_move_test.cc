// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "tests/storage/rocksdb/rocksdb_testing.h"
#include "tests/storage/store_testing.h"
#include "tests/storage/temp_dir.h"

namespace farcall {
namespace {

// Events move to disk, are forgotten and removed, while others look for them.
TEST(SeenMove, NobodyMissesAnEventThatMoves) {
  const TempDir dir;
  RocksDbStoreOptions options = At(dir / "db");
  options.durability = Durability::kWal;
  options.seen_memory_bytes = 128 * 13;  // room for 100
  options.seen_events_max = 1000;
  const auto store = OpenOrFail(options);
  constexpr int kEvents = 3000;
  std::atomic<int> recorded = 0;
  std::thread reader([&] {
    for (int newest = 0; newest < kEvents; newest = recorded) {
      for (const int back : {1, 40, 60, 90, 110, 300, 700}) {
        // So many behind the newest that it cannot be forgotten meanwhile.
        const int wanted = newest - back;
        if (wanted < 0) continue;
        const bool known =
            FirstOutcomeOf(*store, std::to_string(wanted), "default")
                .has_value();
        EXPECT_TRUE(known || recorded - wanted >= 850) << wanted;
      }
    }
  });
  for (int i = 0; i < kEvents; ++i) {
    EXPECT_EQ(*CountBatch(*store, {EventOf(std::to_string(i), "alice")}), 1U);
    recorded = i + 1;
  }
  reader.join();
  EXPECT_LE(store->figures().seen_events, 1000U);
  EXPECT_GT(store->figures().seen_segments, 1U);
}

}  // namespace
}  // namespace farcall
