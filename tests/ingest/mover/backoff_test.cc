// SPDX-License-Identifier: Apache-2.0
#include "ingest/mover/backoff.h"

#include <gtest/gtest.h>

#include <set>

namespace farcall {
namespace {

using std::chrono::milliseconds;

constexpr BackoffLimits kLimits{milliseconds(100), milliseconds(1000)};

TEST(Backoff, DrawsFromTheUpperHalfOfABoundThatDoubles) {
  Backoff backoff(kLimits, 7);
  for (const int bound : {100, 200, 400, 800, 1000, 1000}) {
    const milliseconds wait = backoff.Next(std::nullopt);
    EXPECT_GE(wait, milliseconds(bound / 2));
    EXPECT_LE(wait, milliseconds(bound));
  }
}

TEST(Backoff, BeginsAnewAfterSuccess) {
  Backoff backoff(kLimits, 7);
  for (int i = 0; i < 5; ++i) backoff.Next(std::nullopt);
  backoff.Reset();
  EXPECT_LE(backoff.Next(std::nullopt), milliseconds(100));
}

TEST(Backoff, IsNotShorterThanAsked) {
  Backoff backoff(kLimits, 7);
  EXPECT_EQ(backoff.Next(milliseconds(5000)), milliseconds(5000));
  EXPECT_GE(backoff.Next(milliseconds(1)), milliseconds(100));
}

TEST(Backoff, DiffersFromThatOfOthers) {
  std::set<milliseconds> waits;
  for (uint64_t seed = 0; seed < 20; ++seed) {
    Backoff backoff({milliseconds(10'000), milliseconds(10'000)}, seed);
    waits.insert(backoff.Next(std::nullopt));
  }
  EXPECT_GT(waits.size(), 10u);
}

}  // namespace
}  // namespace farcall
