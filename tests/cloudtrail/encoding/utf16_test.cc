// SPDX-License-Identifier: Apache-2.0
#include "cloudtrail/encoding/utf16.h"

#include <gtest/gtest.h>

#include <string>

namespace farcall {
namespace {

using namespace std::string_literals;

// `text` in UTF-16, its units given as numbers.
std::string Encoded(std::u16string_view text, Utf16Order order) {
  std::string bytes;
  for (const char16_t unit : text) {
    const char high = static_cast<char>(unit >> 8);
    const char low = static_cast<char>(unit & 0xFF);
    bytes += order == Utf16Order::kBigEndian ? high : low;
    bytes += order == Utf16Order::kBigEndian ? low : high;
  }
  return bytes;
}

TEST(Utf16, IsKnownByItsMarkOrItsZeros) {
  EXPECT_EQ(Utf16OrderOf("\xFF\xFE{\0"s), Utf16Order::kLittleEndian);
  EXPECT_EQ(Utf16OrderOf("\xFE\xFF\0{"s), Utf16Order::kBigEndian);
  EXPECT_EQ(Utf16OrderOf("{\0\"\0"s), Utf16Order::kLittleEndian);
  EXPECT_EQ(Utf16OrderOf("\0{\0\""s), Utf16Order::kBigEndian);
  for (const std::string& other : {""s, "{"s, "{\"a\""s, "\0\0\0\0"s}) {
    EXPECT_EQ(Utf16OrderOf(other), std::nullopt);
  }
}

TEST(Utf16, IsDecodedInPiecesOfAnySize) {
  const std::u16string text = u"\uFEFF{\"a\":\"\u00e9\u20ac\U0001F600\"}";
  const std::string expected = "{\"a\":\"\u00e9\u20ac\U0001F600\"}";
  for (const Utf16Order order :
       {Utf16Order::kLittleEndian, Utf16Order::kBigEndian}) {
    const std::string bytes = Encoded(text, order);
    for (size_t piece = 1; piece <= bytes.size(); ++piece) {
      Utf16Decoder decoder(order);
      std::string decoded;
      for (size_t at = 0; at < bytes.size(); at += piece) {
        decoded += decoder.Decode(std::string_view(bytes).substr(at, piece));
      }
      EXPECT_EQ(decoded + decoder.Finish(), expected);
    }
  }
}

TEST(Utf16, HasAMarkForWhatIsBroken) {
  Utf16Decoder decoder(Utf16Order::kBigEndian);
  std::string decoded = decoder.Decode("\xDC\x00\x00x\xD8\x3D\x00y\xD8\x3D"s);
  decoded += decoder.Finish();
  EXPECT_EQ(decoded, "\uFFFDx\uFFFDy\uFFFD");
}

}  // namespace
}  // namespace farcall
