// SPDX-License-Identifier: Apache-2.0
#include "geo/network/geofeed_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace farcall {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(GeofeedLine, SplitsFields) {
  EXPECT_THAT(SplitGeofeedLine("8.8.8.0/24,US,US-CA,Mountain View,").value(),
              ElementsAre("8.8.8.0/24", "US", "US-CA", "Mountain View", ""));
}

TEST(GeofeedLine, DropsBlanksAndComments) {
  EXPECT_THAT(SplitGeofeedLine("  8.8.8.0/24 ,\tUS  # a, b\r").value(),
              ElementsAre("8.8.8.0/24", "US"));
  EXPECT_THAT(SplitGeofeedLine(" # 8.8.8.0/24,US").value(), IsEmpty());
  EXPECT_THAT(SplitGeofeedLine(" \t\r").value(), IsEmpty());
  EXPECT_THAT(SplitGeofeedLine("").value(), IsEmpty());
}

TEST(GeofeedLine, ResolvesQuotes) {
  EXPECT_THAT(SplitGeofeedLine(R"(a,"b, ""c"" #d" , e)").value(),
              ElementsAre("a", "b, \"c\" #d", "e"));
  EXPECT_THAT(SplitGeofeedLine(R"("")").value(), ElementsAre(""));
}

TEST(GeofeedLine, RefusesBrokenQuotes) {
  EXPECT_EQ(SplitGeofeedLine(R"(a,"b)").status().message(),
            "a quote is not closed");
  EXPECT_EQ(SplitGeofeedLine(R"(a,"b"c)").status().message(),
            "text after a closing quote");
}

}  // namespace
}  // namespace farcall
