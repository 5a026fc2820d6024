// SPDX-License-Identifier: Apache-2.0
#include "scoring/records/episodes.h"

#include <gtest/gtest.h>

#include <string>

namespace farcall {
namespace {

constexpr int64_t kHour = 3600;
constexpr int64_t kDay = 24 * kHour;
constexpr int64_t kAt = 20'000 * kDay;

FindingId Id(uint8_t number) { return {.bytes = {number}}; }

Episode From(const std::string& origin, uint8_t number, int64_t at_seconds,
             const std::string& network = "1.2.3") {
  return {.id = Id(number),
          .origin = origin,
          .network = network,
          .first_seconds = at_seconds,
          .last_seconds = at_seconds};
}

Episodes::Call CallAt(int64_t at_seconds, std::string_view origin = "VN",
                      std::string_view network = "1.2.3") {
  return {.origin = origin, .network = network, .at_seconds = at_seconds};
}

// 0 = none.
int FoundBy(const Episodes& episodes, const Episodes::Call& call) {
  const Episode* found = episodes.Find(call);
  return found == nullptr ? 0 : found->id.bytes[0];
}

class OneEpisode : public ::testing::Test {
 protected:
  OneEpisode() { episodes_.Open(From("VN", 1, kAt)); }
  Episodes episodes_;
};

TEST_F(OneEpisode, IsJoinedByCallsOfADay) {
  EXPECT_EQ(FoundBy(episodes_, CallAt(kAt)), 1);
  EXPECT_EQ(FoundBy(episodes_, CallAt(kAt + kDay)), 1);
  EXPECT_EQ(FoundBy(episodes_, CallAt(kAt + kDay + 1)), 0);
}

TEST_F(OneEpisode, IsNotSplitByMidnight) {
  episodes_.Join(Id(1), kAt + 23 * kHour);
  EXPECT_EQ(FoundBy(episodes_, CallAt(kAt + kDay + 22 * kHour)), 1);
}

TEST_F(OneEpisode, TakesCallsThatComeLate) {
  EXPECT_EQ(FoundBy(episodes_, CallAt(kAt - 6 * kHour)), 1);
  EXPECT_EQ(FoundBy(episodes_, CallAt(kAt - 6 * kHour - 1)), 0);
}

TEST_F(OneEpisode, EndsAfterSevenDays) {
  for (int day = 1; day < 7; ++day) episodes_.Join(Id(1), kAt + day * kDay);
  EXPECT_EQ(FoundBy(episodes_, CallAt(kAt + 7 * kDay - 1)), 1);
  EXPECT_EQ(FoundBy(episodes_, CallAt(kAt + 7 * kDay)), 0);
  const Episode* before = episodes_.FindBefore(CallAt(kAt + 7 * kDay));
  ASSERT_NE(before, nullptr);
  EXPECT_EQ(before->id, Id(1));
}

TEST_F(OneEpisode, IsOfOneOrigin) {
  EXPECT_EQ(FoundBy(episodes_, CallAt(kAt, "BR")), 0);
  EXPECT_EQ(FoundBy(episodes_, CallAt(kAt, "VN|unauthenticated")), 0);
}

TEST_F(OneEpisode, LeavesOutNetworksThatWereKnownBefore) {
  Episodes::Call home = CallAt(kAt + kHour, "VN", "91.1.2");
  home.network_first_seen_seconds = kAt - 30 * kDay;
  EXPECT_EQ(FoundBy(episodes_, home), 0);
}

TEST_F(OneEpisode, TakesNetworksThatAreNewWithIt) {
  EXPECT_EQ(FoundBy(episodes_, CallAt(kAt + kHour, "VN", "5.6.7")), 1);
  Episodes::Call other = CallAt(kAt + kHour, "VN", "5.6.7");
  other.network_first_seen_seconds = kAt - kHour;
  EXPECT_EQ(FoundBy(episodes_, other), 1);
  other.network_first_seen_seconds = kAt - kHour - 1;
  EXPECT_EQ(FoundBy(episodes_, other), 0);
}

TEST_F(OneEpisode, IsKeptForRedeliveries) {
  episodes_.Open(From("BR", 2, kAt + 3 * kDay));
  EXPECT_EQ(episodes_.episodes().size(), 2u);
  episodes_.Open(From("BR", 3, kAt + 3 * kDay + 1));
  EXPECT_EQ(episodes_.episodes().size(), 2u);
  EXPECT_EQ(episodes_.episodes().front().id, Id(2));
}

TEST(Episodes, AreSixteenOfThoseLastSeen) {
  Episodes episodes;
  for (uint8_t i = 1; i <= 40; ++i) {
    episodes.Open(From("C" + std::to_string(i), i, kAt + i));
    episodes.Join(Id(1), kAt + i);
  }
  EXPECT_EQ(episodes.episodes().size(), Episodes::kEpisodesMax);
  EXPECT_EQ(episodes.episodes().front().id, Id(1));
  EXPECT_EQ(episodes.episodes().back().id, Id(40));
}

TEST(Episodes, GiveACallToTheOneThatBeganLast) {
  Episodes episodes;
  episodes.Open(From("VN", 1, kAt, "1.2.3"));
  episodes.Open(From("VN", 2, kAt + kHour, "4.5.6"));
  EXPECT_EQ(FoundBy(episodes, CallAt(kAt + 2 * kHour, "VN", "9.9.9")), 2);
  Episodes::Call first = CallAt(kAt + 2 * kHour, "VN", "1.2.3");
  first.network_first_seen_seconds = kAt - kDay;
  EXPECT_EQ(FoundBy(episodes, first), 1);
}

TEST(Episodes, TakeNothingForACallOfAnEpisodeThatIsGone) {
  Episodes episodes;
  episodes.Join(Id(9), kAt);
  EXPECT_TRUE(episodes.empty());
  EXPECT_EQ(episodes.FindBefore(CallAt(kAt)), nullptr);
}

TEST(Episodes, KeepAnIdOnce) {
  Episodes episodes;
  Episode episode{.origin = "VN", .first_seconds = 1000, .last_seconds = 1000};
  episodes.Open(episode);
  episode.last_seconds = 2000;
  episodes.Open(episode);
  ASSERT_EQ(episodes.episodes().size(), 1u);
  EXPECT_EQ(episodes.episodes()[0].last_seconds, 2000);
}

// Else the order of two episodes of one place would turn round.
TEST(Episodes, ALateCallIsOfTheFirstBehindIt) {
  Episodes episodes;
  Episode first{.origin = "VN", .first_seconds = 36000, .last_seconds = 36000};
  Episode second{.origin = "VN", .first_seconds = 39000, .last_seconds = 39000};
  second.id.bytes[0] = 1;
  episodes.Open(first);
  episodes.Open(second);
  const auto find = [&](int64_t at_seconds) {
    return episodes.Find(
        {.origin = "VN", .network = "", .at_seconds = at_seconds});
  };
  EXPECT_EQ(find(35700)->id, first.id);
  EXPECT_EQ(find(38000)->id, first.id);
  EXPECT_EQ(find(40000)->id, second.id);
}

}  // namespace
}  // namespace farcall
