// SPDX-License-Identifier: Apache-2.0
#include "text/utf8.h"

#include <gtest/gtest.h>

namespace farcall {
namespace {

TEST(Utf8, TakesWellFormedUtf8) {
  for (const char* text :
       {"", "Berlin", "Z\xc3\xbcrich", "\xe6\x9d\xb1\xe4\xba\xac",
        "\xf0\x9f\x9a\x80", "\xed\x9f\xbf", "\xee\x80\x80",
        "\xf4\x8f\xbf\xbf"}) {
    EXPECT_TRUE(IsUtf8(text)) << text;
  }
}

TEST(Utf8, RefusesBrokenUtf8) {
  for (const char* text :
       {"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xc3", "Z\xc3rich",
        "\xe0\x80\x80", "\xe6\x9d", "\xed\xa0\x80", "\xf0\x80\x80\x80",
        "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "\xe6\x9d\xc3"}) {
    EXPECT_FALSE(IsUtf8(text)) << text;
  }
}

}  // namespace
}  // namespace farcall
