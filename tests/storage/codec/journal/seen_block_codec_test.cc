// SPDX-License-Identifier: Apache-2.0
#include "storage/codec/journal/seen_block_codec.h"

#include <gtest/gtest.h>

#include <limits>

namespace farcall {
namespace {

TEST(SeenBlockCodec, OutcomesRoundTrip) {
  for (const BaselineState state :
       {BaselineState::kCold, BaselineState::kLearning,
        BaselineState::kReady}) {
    for (uint16_t hundredths = 0; hundredths <= 10000; ++hundredths) {
      for (const bool alert : {false, true}) {
        const FirstOutcome outcome{hundredths, state, alert};
        ASSERT_EQ(UnpackOutcome(PackOutcome(outcome)), outcome);
      }
    }
  }
}

TEST(SeenBlockCodec, AScoreAboveItsRangeDoesNotChangeTheState) {
  EXPECT_EQ(UnpackOutcome(PackOutcome({65535, BaselineState::kCold})),
            (FirstOutcome{10000, BaselineState::kCold}));
}

TEST(SeenBlockCodec, BlocksRoundTrip) {
  const std::vector<SeenEvent> events = {
      {{1, 2}, PackOutcome({100, BaselineState::kCold})},
      {{0xffffffff, 0x80000000}, PackOutcome({10000, BaselineState::kReady})}};
  const std::string bytes = EncodeSeenBlock(events);
  EXPECT_EQ(bytes.size(), 21u);
  const auto decoded = DecodeSeenBlock(bytes);
  ASSERT_TRUE(decoded.ok()) << decoded.status();
  EXPECT_EQ(*decoded, events);
}

// Digest 1, 2; ready (3 * 16,384), a score of 43.21.
std::string VersionOne() {
  return {'\x01', 0, 0, 0, 1, 0, 0, 0, 2, '\xd0', '\xe1'};
}

TEST(SeenBlockCodec, ReadsBlocksFromBeforeAlertsWereKept) {
  const auto decoded = DecodeSeenBlock(VersionOne());
  ASSERT_TRUE(decoded.ok()) << decoded.status();
  ASSERT_EQ(decoded->size(), 1U);
  EXPECT_EQ((*decoded)[0].digest, (EventDigest{1, 2}));
  EXPECT_EQ(UnpackOutcome((*decoded)[0].outcome),
            (FirstOutcome{4321, BaselineState::kReady, false}));
}

TEST(SeenBlockCodec, RefusesDamage) {
  const std::vector<SeenEvent> events = {
      {{1, 2}, PackOutcome({100, BaselineState::kCold})}};
  const std::string bytes = EncodeSeenBlock(events);
  for (size_t size = 2; size < bytes.size(); ++size) {
    EXPECT_EQ(DecodeSeenBlock(bytes.substr(0, size)).status().code(),
              absl::StatusCode::kDataLoss);
  }
  std::string no_outcome = bytes;
  no_outcome[9] = '\xff';
  std::string no_state = VersionOne();
  no_state[9] = 0;
  std::string score_over_100 = VersionOne();
  score_over_100[9] = '\x7f';
  for (const std::string& bad : {std::string(), "\x03" + bytes.substr(1),
                                 no_outcome, no_state, score_over_100}) {
    EXPECT_EQ(DecodeSeenBlock(bad).status().code(),
              absl::StatusCode::kDataLoss);
  }
}

TEST(SeenBlockCodec, KeysSortByArrival) {
  const std::vector<int64_t> arrivals = {0,
                                         1,
                                         255,
                                         256,
                                         1'700'000'000'000'000,
                                         std::numeric_limits<int64_t>::max()};
  std::string before;
  for (const int64_t arrival : arrivals) {
    const std::string key = EncodeSeenBlockKey(arrival);
    EXPECT_GT(key, before);
    EXPECT_EQ(*DecodeSeenBlockKey(key), arrival);
    before = key;
  }
}

TEST(SeenBlockCodec, RefusesWhatIsNoKey) {
  for (const char* bytes :
       {"", "1234567", "123456789", "\xff\xff\xff\xff\xff\xff\xff\xff"}) {
    EXPECT_EQ(DecodeSeenBlockKey(bytes).status().code(),
              absl::StatusCode::kDataLoss);
  }
}

}  // namespace
}  // namespace farcall
