// SPDX-License-Identifier: Apache-2.0
#include "storage/codec/journal/seen_segment_codec.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace farcall {
namespace {

constexpr PackedOutcome kPacked = 4321;

std::vector<SegmentEvent> ThreeEvents() {
  return {{{1, 2}, kPacked, 0}, {{1, 9}, kPacked + 1, 7}, {{3, 0}, 0, 255}};
}

TEST(SeenSegmentCodec, FindsTheEventsOfAPageAndNoOthers) {
  const std::string page = EncodeSeenPage(ThreeEvents());
  EXPECT_EQ(page.size(), 1 + 3 * 11U);
  for (const SegmentEvent& event : ThreeEvents()) {
    EXPECT_EQ(*FindInSeenPage(page, event.digest), event);
  }
  for (const EventDigest other :
       {EventDigest{0, 0}, EventDigest{1, 3}, EventDigest{4, 0}}) {
    EXPECT_EQ(*FindInSeenPage(page, other), std::nullopt);
  }
  EXPECT_EQ(*FindInSeenPage(EncodeSeenPage({}), {1, 2}), std::nullopt);
}

TEST(SeenSegmentCodec, RefusesDamagedPages) {
  const std::string page = EncodeSeenPage(ThreeEvents());
  const auto code = [](const std::string& bytes) {
    return FindInSeenPage(bytes, {1, 2}).status().code();
  };
  EXPECT_EQ(code(""), absl::StatusCode::kDataLoss);
  EXPECT_EQ(code("\x02" + page.substr(1)), absl::StatusCode::kDataLoss);
  EXPECT_EQ(code(page.substr(0, page.size() - 1)), absl::StatusCode::kDataLoss);
  std::string bad_outcome = page;
  bad_outcome[9] = '\xff';
  EXPECT_EQ(code(bad_outcome), absl::StatusCode::kDataLoss);
}

TEST(SeenSegmentCodec, HeadsRoundTripAndRefuseDamage) {
  const SeenSegmentHead head{.page_bits = 3,
                             .slices = {{100, 5}, {200, 300}, {201, 1}}};
  EXPECT_EQ(head.events(), 306U);
  const std::string bytes = EncodeSeenSegmentHead(head);
  EXPECT_EQ(*DecodeSeenSegmentHead(bytes), head);
  for (size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_EQ(DecodeSeenSegmentHead(bytes.substr(0, size)).status().code(),
              absl::StatusCode::kDataLoss);
  }
  EXPECT_FALSE(DecodeSeenSegmentHead(bytes + "x").ok());
  SeenSegmentHead unordered = head;
  unordered.slices[1].last_arrival = 100;
  EXPECT_FALSE(DecodeSeenSegmentHead(EncodeSeenSegmentHead(unordered)).ok());
  SeenSegmentHead empty = head;
  empty.slices.clear();
  EXPECT_FALSE(DecodeSeenSegmentHead(EncodeSeenSegmentHead(empty)).ok());
}

TEST(SeenSegmentCodec, KeysSortBySegmentPartAndIndex) {
  const std::vector<std::string> keys = {
      EncodeSeenSegmentKey(1, SeenSegmentPart::kHead, 0),
      EncodeSeenSegmentKey(1, SeenSegmentPart::kPage, 0),
      EncodeSeenSegmentKey(1, SeenSegmentPart::kPage, 256),
      EncodeSeenSegmentKey(1, SeenSegmentPart::kFilter, 0),
      EncodeSeenSegmentKey(2, SeenSegmentPart::kHead, 0)};
  EXPECT_TRUE(std::ranges::is_sorted(keys));
  EXPECT_EQ(*DecodeSeenSegmentKey(keys.back()), 2U);
  EXPECT_FALSE(DecodeSeenSegmentKey("short").ok());
  EXPECT_FALSE(DecodeSeenSegmentKey(keys.back() + "x").ok());
}

TEST(SeenSegmentCodec, PagesHoldAFewHundredEvents) {
  EXPECT_EQ(SeenPageBits(0), 0);
  EXPECT_EQ(SeenPageBits(511), 0);
  EXPECT_EQ(SeenPageBits(512), 1);
  EXPECT_EQ(SeenPageBits(13'000'000), 15);
  EXPECT_EQ(SeenPageOf({0xffffffff, 0}, 0), 0U);
  EXPECT_EQ(SeenPageOf({0xffffffff, 0}, 15), 32'767U);
  EXPECT_EQ(SeenPageOf({0x80000000, 0}, 1), 1U);
}

TEST(SeenSegmentCodec, FiltersHaveAVersion) {
  EXPECT_EQ(*DecodeSeenFilter(EncodeSeenFilter("bits")), "bits");
  EXPECT_FALSE(DecodeSeenFilter("").ok());
  EXPECT_FALSE(DecodeSeenFilter("\x02more").ok());
}

}  // namespace
}  // namespace farcall
