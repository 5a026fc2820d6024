// SPDX-License-Identifier: Apache-2.0
#include "storage/baseline_cache.h"

#include <gtest/gtest.h>

#include <string>

namespace farcall {
namespace {

Baseline SeenIn(const std::string& country) {
  Baseline baseline;
  baseline.At(Attribute::kCountry).Count(country, 1'700'000'000);
  return baseline;
}

TEST(BaselineCache, GivesBackOnceWhatWasPutLast) {
  BaselineCache cache(1 << 20);
  EXPECT_EQ(cache.Take("alice"), std::nullopt);
  cache.Put("alice", SeenIn("DE"));
  cache.Put("alice", SeenIn("FR"));
  cache.Put("bob", SeenIn("BR"));
  EXPECT_EQ(cache.Take("alice"), SeenIn("FR"));
  EXPECT_EQ(cache.Take("alice"), std::nullopt);
  EXPECT_EQ(cache.Take("bob"), SeenIn("BR"));
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
  EXPECT_EQ(cache.Take("principal 0"), std::nullopt);
}

TEST(BaselineCache, OfNoBytesHoldsNothing) {
  BaselineCache cache(0);
  cache.Put("alice", SeenIn("DE"));
  EXPECT_EQ(cache.Take("alice"), std::nullopt);
}

}  // namespace
}  // namespace farcall
