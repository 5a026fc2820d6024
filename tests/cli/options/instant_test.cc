// SPDX-License-Identifier: Apache-2.0
#include "cli/options/instant.h"

#include <gtest/gtest.h>

namespace farcall {
namespace {

TEST(Instant, ReadsIso8601) {
  EXPECT_EQ(ParseInstant("2026-01-02T03:04:05Z"), 1767323045);
  EXPECT_EQ(ParseInstant("2026-01-02T03:04Z"), 1767323040);
  EXPECT_EQ(ParseInstant("2026-01-02T04:04:05+01:00"), 1767323045);
  EXPECT_EQ(ParseInstant("2026-01-02"), 1767312000);
  EXPECT_EQ(ParseInstant("1970-01-01T00:00:00Z"), 0);
}

TEST(Instant, RefusesWhatIsNone) {
  for (const char* text : {"", "yesterday", "2026-13-01", "2026-01-02T03:04:05",
                           "2026-01-02T25:00:00Z", "1767323045", "1969-12-31",
                           "infinite-future", "2026-01-02Z"}) {
    EXPECT_EQ(ParseInstant(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace farcall
