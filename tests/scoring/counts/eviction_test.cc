// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <utility>

#include "scoring/counts/histogram.h"

namespace farcall {
namespace {

constexpr int64_t kStart = 1750000000 / kPeriodSeconds * kPeriodSeconds;

// The value that has to make room: no verdict in force, seen least recently,
// the first by text.
std::string LeastRecent(const Histogram& histogram) {
  const auto values = histogram.values();
  return std::ranges::min_element(
             values, {},
             [&](const ValueCount& value) {
               return std::pair(
                   value.judgement.At(histogram.last_seen_seconds()) !=
                       Verdict::kNone,
                   value.last_seen_seconds);
             })
      ->value;
}

// Counts values at times that come late now and then and are often equal, and
// compares each one that makes room with LeastRecent().
void CountMoreThanAreKept(uint32_t seed, int verdicts) {
  std::mt19937 random(seed);
  const auto below = [&](int n) {
    return std::uniform_int_distribution<int>(0, n - 1)(random);
  };
  Histogram histogram;
  for (int i = 0; i < verdicts; ++i) {
    histogram.Judge("v" + std::to_string(i), {.verdict = Verdict::kBenign});
  }
  int64_t now = kStart;
  for (int step = 0; step < 6000; ++step) {
    now += below(3) == 0 ? below(300) : 0;
    const int64_t seconds = now - (below(20) == 0 ? below(90'000) : 0);
    const std::string value = "v" + std::to_string(below(4000));
    const bool makes_room = histogram.values().size() == kValuesMax &&
                            histogram.Find(value) == nullptr;
    const std::string least = makes_room ? LeastRecent(histogram) : "";
    histogram.Count(value, seconds);
    if (!makes_room) continue;
    ASSERT_EQ(histogram.Find(least), nullptr) << step;
    ASSERT_EQ(histogram.values().size(), kValuesMax);
    ASSERT_TRUE(
        std::ranges::is_sorted(histogram.values(), {}, &ValueCount::value));
    const Histogram anew = Histogram::FromValues(histogram.values().Copy());
    ASSERT_EQ(anew.calls(), histogram.calls());
    ASSERT_EQ(anew.observations(), histogram.observations());
    ASSERT_EQ(anew.first_seen_seconds(), histogram.first_seen_seconds());
    ASSERT_EQ(anew.last_seen_seconds(), histogram.last_seen_seconds());
  }
}

TEST(Histogram, LetsTheLeastRecentValueGo) { CountMoreThanAreKept(1, 0); }

TEST(Histogram, LetsValuesWithAVerdictGoLast) { CountMoreThanAreKept(2, 9); }

TEST(Histogram, LetsOneOfValuesOfTheSameSecondGoByText) {
  Histogram histogram;
  for (size_t i = 0; i < kValuesMax; ++i) {
    histogram.Count("b" + std::to_string(i), kStart);
  }
  histogram.Count("a", kStart);
  EXPECT_EQ(histogram.Find("b0"), nullptr);
  histogram.Count("c", kStart);
  EXPECT_EQ(histogram.Find("a"), nullptr);
  histogram.Count("d", kStart);
  EXPECT_EQ(histogram.Find("b1"), nullptr);
}

TEST(Histogram, FindsValuesWhoseHashesAreEqual) {
  Histogram histogram;
  const HashedText one("one", 7);
  const HashedText two("two", 7);
  histogram.Count(one, kStart);
  EXPECT_EQ(histogram.Find(two), nullptr);
  histogram.Count(two, kStart + 1);
  EXPECT_EQ(histogram.Find(one)->first_seen_seconds, kStart);
  EXPECT_EQ(histogram.Find(two)->first_seen_seconds, kStart + 1);
}

}  // namespace
}  // namespace farcall
