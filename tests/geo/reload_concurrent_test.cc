// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "geo/origin_resolver.h"
#include "tests/geo/temp_folder.h"

namespace farcall {
namespace {

// Two states of the world, told apart by the override: FR and DE, or GB and GB.
TEST(OriginReload, ShowsEachBatchOneStateOfTheFiles) {
  const TempFolder folder;
  const std::string one = "91.1.0.0/16,FR\n91.2.0.0/16,FR\n";
  const std::string two = "91.1.0.0/16,GB\n91.2.0.0/16,GB\n";
  auto opened = DatabaseOriginResolver::Open(
      {.database_path = FARCALL_TEST_COUNTRY_MMDB,
       .overrides_path = folder.Write("feed", one)});
  ASSERT_TRUE(opened.ok()) << opened.status();
  DatabaseOriginResolver& resolver = **opened;

  std::atomic<bool> done = false;
  std::atomic<int> mixed = 0;
  const auto resolve = [&] {
    std::vector<Event> events(20);
    for (size_t i = 0; i < events.size(); ++i) {
      events[i].source_address = i % 2 == 0 ? "91.1.1.1" : "91.2.1.1";
    }
    std::vector<Origin> origins(events.size());
    while (!done) {
      resolver.Resolve(events, origins);
      for (const Origin& origin : origins) {
        if (origin.value != origins[0].value) ++mixed;
      }
      if (resolver.figures().overrides != 2) ++mixed;
    }
  };
  std::vector<std::jthread> threads;
  for (int i = 0; i < 3; ++i) threads.emplace_back(resolve);
  for (int i = 0; i < 50; ++i) {
    folder.Replace("feed", i % 2 == 0 ? two : one);
    EXPECT_EQ(resolver.Reload().overrides, FileReload::kLoaded);
  }
  done = true;
  threads.clear();
  EXPECT_EQ(mixed, 0);
  EXPECT_EQ(resolver.figures().reloads_ok, 50);
}

}  // namespace
}  // namespace farcall
