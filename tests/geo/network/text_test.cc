// SPDX-License-Identifier: Apache-2.0
#include "geo/network/text.h"

#include <gtest/gtest.h>

#include <string>

namespace farcall {
namespace {

TEST(Text, PrintsTheStartOfAnythingInAscii) {
  EXPECT_EQ(Printable("a\n\xc3\x7f~ b"), "a???~ b");
  EXPECT_EQ(Printable(std::string(100, 'x')), std::string(64, 'x'));
}

TEST(Text, DropsCitiesThatAnAnswerCannotCarry) {
  EXPECT_EQ(UsableCity("Z\xc3\xbcrich"), "Z\xc3\xbcrich");
  EXPECT_EQ(UsableCity(std::string(kCityBytesMax, 'x')).size(), kCityBytesMax);
  EXPECT_EQ(UsableCity(std::string(kCityBytesMax + 1, 'x')), "");
  EXPECT_EQ(UsableCity("Z\xc3rich"), "");
}

}  // namespace
}  // namespace farcall
