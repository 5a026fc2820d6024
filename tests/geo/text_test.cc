// SPDX-License-Identifier: Apache-2.0
#include "geo/text.h"

#include <gtest/gtest.h>

#include <string>

namespace farcall {
namespace {

TEST(Text, TakesWellFormedUtf8) {
  for (const char* text :
       {"", "Berlin", "Z\xc3\xbcrich", "\xe6\x9d\xb1\xe4\xba\xac",
        "\xf0\x9f\x9a\x80", "\xed\x9f\xbf", "\xee\x80\x80",
        "\xf4\x8f\xbf\xbf"}) {
    EXPECT_TRUE(IsUtf8(text)) << text;
  }
}

TEST(Text, RefusesBrokenUtf8) {
  for (const char* text :
       {"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xc3", "Z\xc3rich",
        "\xe0\x80\x80", "\xe6\x9d", "\xed\xa0\x80", "\xf0\x80\x80\x80",
        "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "\xe6\x9d\xc3"}) {
    EXPECT_FALSE(IsUtf8(text)) << text;
  }
}

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
