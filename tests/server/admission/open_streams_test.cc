// SPDX-License-Identifier: Apache-2.0
#include "server/admission/open_streams.h"

#include <gtest/gtest.h>

namespace farcall {
namespace {

TEST(OpenStreams, HoldsNoMoreThanItMay) {
  OpenStreams streams(2, 100);
  auto first = streams.Open(nullptr, "a");
  const auto second = streams.Open(nullptr, "b");
  EXPECT_NE(first, nullptr);
  EXPECT_NE(second, nullptr);
  EXPECT_EQ(streams.Open(nullptr, "c"), nullptr);
  first.reset();
  EXPECT_NE(streams.Open(nullptr, "c"), nullptr);
}

TEST(OpenStreams, LeavesRoomForOthersThanTheOneWhoHasItsShare) {
  OpenStreams streams(4, 50);
  const auto first = streams.Open(nullptr, "a");
  auto second = streams.Open(nullptr, "a");
  EXPECT_EQ(streams.Open(nullptr, "a"), nullptr);
  EXPECT_NE(streams.Open(nullptr, "b"), nullptr);
  second.reset();
  EXPECT_NE(streams.Open(nullptr, "a"), nullptr);
}

TEST(OpenStreams, CountsAStreamForTheTenantOnceItIsKnown) {
  OpenStreams streams(4, 50);
  std::vector<std::unique_ptr<OpenStreams::Stream>> open;
  for (const char* caller : {"x", "x", "y", "y"}) {
    open.push_back(streams.Open(nullptr, caller));
    ASSERT_NE(open.back(), nullptr);
  }
  EXPECT_TRUE(open[0]->MoveTo("tenant"));
  EXPECT_TRUE(open[0]->MoveTo("tenant")) << "it is there already";
  EXPECT_TRUE(open[2]->MoveTo("tenant"));
  EXPECT_FALSE(open[3]->MoveTo("tenant"));
  EXPECT_TRUE(open[3]->MoveTo("another"));
}

TEST(OpenStreams, EveryOwnerMayHaveOne) {
  OpenStreams streams(1, 50);
  EXPECT_NE(streams.Open(nullptr, "a"), nullptr);
}

}  // namespace
}  // namespace farcall
