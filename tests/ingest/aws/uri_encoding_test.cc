// SPDX-License-Identifier: Apache-2.0
#include "ingest/aws/uri_encoding.h"

#include <gtest/gtest.h>

#include <random>

namespace farcall {
namespace {

TEST(PercentEncode, KeepsUnreservedCharactersOnly) {
  EXPECT_EQ(PercentEncode("AZaz09-._~"), "AZaz09-._~");
  EXPECT_EQ(PercentEncode("a b+c/d=e&f%g:h"), "a%20b%2Bc%2Fd%3De%26f%25g%3Ah");
  EXPECT_EQ(PercentEncode("\xC3\xA4\xE6\x97\xA5"), "%C3%A4%E6%97%A5");
  EXPECT_EQ(PercentEncode(std::string_view("\0", 1)), "%00");
}

TEST(PercentEncode, KeepsSlashesOfPaths) {
  EXPECT_EQ(PercentEncodePath("o=1/a:b.gz"), "o%3D1/a%3Ab.gz");
  EXPECT_EQ(PercentEncodePath("q'(x)!*.gz"), "q%27%28x%29%21%2A.gz");
}

TEST(FormDecode, TakesPlusAsSpaceBeforeItTakesBytes) {
  EXPECT_EQ(FormDecode("sp+ace/plus%2B.gz"), "sp ace/plus+.gz");
  EXPECT_EQ(FormDecode("uml%C3%A4ut%2F%e6%97%a5"),
            "uml\xC3\xA4ut/\xE6\x97\xA5");
  EXPECT_EQ(FormDecode("a%2520b"), "a%20b");
}

TEST(FormDecode, KeepsPercentSignsThatStandForNothing) {
  EXPECT_EQ(FormDecode("100%"), "100%");
  EXPECT_EQ(FormDecode("%2"), "%2");
  EXPECT_EQ(FormDecode("%zz%4x%41"), "%zz%4xA");
}

// As S3 writes keys into its notifications.
std::string FormEncode(const std::string& key) {
  std::string form;
  for (const char c : key) {
    form += c == ' ' ? "+" : PercentEncode(std::string(1, c));
  }
  return form;
}

TEST(FormDecode, GivesBackAnyKey) {
  std::mt19937 random(7);
  for (int i = 0; i < 2'000; ++i) {
    std::string key(random() % 40, '\0');
    for (char& c : key) c = static_cast<char>(random());
    ASSERT_EQ(FormDecode(FormEncode(key)), key);
    ASSERT_EQ(FormDecode(PercentEncode(key)), key);
  }
}

}  // namespace
}  // namespace farcall
