// SPDX-License-Identifier: Apache-2.0
#include "storage/rocksdb/baseline_cache.h"

#include <gtest/gtest.h>

#include <string>

#include "scoring/attribute.h"

namespace farcall {
namespace {

BaselineCache::Entry SeenIn(const std::string& country) {
  BaselineCache::Entry entry{.stored = {.whole = 20, .changes = 10}};
  entry.baseline.At(Attribute::kCountry).Count(country, 1'700'000'000);
  return entry;
}

TEST(BaselineCache, GivesBackOnceWhatWasPutLast) {
  BaselineCache cache(1 << 20);
  EXPECT_FALSE(cache.Take("alice").has_value());
  cache.Put("alice", SeenIn("DE"));
  cache.Put("alice", SeenIn("FR"));
  cache.Put("bob", SeenIn("BR"));
  const auto alice = cache.Take("alice");
  ASSERT_TRUE(alice.has_value());
  EXPECT_EQ(alice->baseline, SeenIn("FR").baseline);
  EXPECT_EQ(alice->stored, SeenIn("FR").stored);
  EXPECT_FALSE(cache.Take("alice").has_value());
  EXPECT_EQ(cache.Take("bob")->baseline, SeenIn("BR").baseline);
  EXPECT_EQ(cache.bytes(), 0U);
}

TEST(BaselineCache, StaysWithinItsBytes) {
  constexpr uint64_t kBytesMax = 256 << 10;
  BaselineCache cache(kBytesMax);
  for (int i = 0; i < 10'000; ++i) {
    cache.Put("principal " + std::to_string(i), SeenIn("DE"));
  }
  EXPECT_LE(cache.bytes(), kBytesMax);
  EXPECT_GT(cache.bytes(), kBytesMax / 2);
  EXPECT_FALSE(cache.Take("principal 0").has_value());
}

TEST(BaselineCache, OfNoBytesHoldsNothing) {
  BaselineCache cache(0);
  cache.Put("alice", SeenIn("DE"));
  EXPECT_FALSE(cache.Take("alice").has_value());
}

}  // namespace
}  // namespace farcall
