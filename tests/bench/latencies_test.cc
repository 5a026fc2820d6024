// SPDX-License-Identifier: Apache-2.0
#include "bench/latencies.h"

#include <gtest/gtest.h>

namespace farcall::bench {
namespace {

TEST(Latencies, HaveTheQuantilesOfTheirNearestRanks) {
  Latencies latencies;
  EXPECT_EQ(latencies.Quantile(0.5), 0);
  for (int i = 100; i > 0; --i) latencies.Add(i);
  EXPECT_EQ(latencies.Quantile(0.5), 50);
  EXPECT_EQ(latencies.Quantile(0.99), 99);
  EXPECT_EQ(latencies.Quantile(0.999), 100);
  EXPECT_EQ(latencies.Quantile(0.001), 1);
}

TEST(Latencies, AreToldInMilliseconds) {
  Latencies one;
  one.Add(0.001);
  Latencies both;
  both.Add(0.5);
  both.Add(one);
  EXPECT_EQ(both.size(), 2U);
  EXPECT_EQ(both.Json(), "{\"p50\":1,\"p99\":500,\"p99.9\":500,\"max\":500}");
}

}  // namespace
}  // namespace farcall::bench
