// SPDX-License-Identifier: Apache-2.0
#include "storage/codec/fact/term_use_codec.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string_view>
#include <vector>

namespace farcall {
namespace {

StoredTermUse UseOf(uint32_t first_hour, uint32_t last_hour,
                    std::string_view origin) {
  return {.principal = "arn:aws:iam::111122223333:user/ada",
          .principal_kind = PrincipalKind::kUser,
          .account = "111122223333",
          .origin = std::string(origin),
          .network = "198.51.100.0/24",
          .instance = "i-0abc12345",
          .first_hour = first_hour,
          .last_hour = last_hour,
          .kept_to_hour = last_hour + 48};
}

TEST(TermUseCodecTest, EveryFieldComesBack) {
  const StoredTermUse use = UseOf(480'000, 480'003, "VN");
  const auto decoded = DecodeTermUse(EncodeTermUse(use));
  ASSERT_TRUE(decoded.ok());
  EXPECT_EQ(*decoded, use);
}

TEST(TermUseCodecTest, WhatIsCutOrLongerIsAnError) {
  const std::string bytes = EncodeTermUse(UseOf(1, 2, "VN"));
  for (size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(DecodeTermUse(std::string_view(bytes).substr(0, size)).ok());
  }
  EXPECT_FALSE(DecodeTermUse(bytes + "x").ok());
}

TEST(TermUseCodecTest, MergingGivesTheSameInAnyOrderAndTwice) {
  std::vector<StoredTermUse> uses = {UseOf(5, 6, "DE"), UseOf(3, 9, "VN"),
                                     UseOf(4, 9, "BR"), UseOf(8, 8, "US")};
  StoredTermUse expected = UseOf(3, 9, "VN");
  std::ranges::sort(uses, {}, &StoredTermUse::origin);
  do {
    StoredTermUse merged = uses.front();
    for (const StoredTermUse& use : uses) MergeTermUse(use, merged);
    EXPECT_EQ(merged, expected);
  } while (
      std::ranges::next_permutation(uses, {}, &StoredTermUse::origin).found);
}

}  // namespace
}  // namespace farcall
