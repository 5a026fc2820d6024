// SPDX-License-Identifier: Apache-2.0
#include "text/ascii.h"

#include <gtest/gtest.h>

#include <string>

namespace farcall {
namespace {

TEST(Ascii, IsPrintableInTextsOfEveryLength) {
  for (size_t size = 0; size < 70; ++size) {
    std::string text(size, '~');
    EXPECT_TRUE(IsPrintableAscii(text)) << size;
    for (size_t i = 0; i < size; ++i) {
      for (const char c : {'\0', '\x1f', '\x7f', '\x80', '\xff'}) {
        text[i] = c;
        EXPECT_FALSE(IsPrintableAscii(text)) << size << " " << i;
      }
      text[i] = ' ';
    }
  }
}

// Every byte at every position of texts of every length.
TEST(Ascii, DigitsAndDotsAreToldFromAllOtherBytes) {
  for (size_t size = 1; size < 40; ++size) {
    std::string text(size, '7');
    for (size_t i = 0; i < size; ++i) {
      for (int byte = 0; byte < 256; ++byte) {
        text[i] = static_cast<char>(byte);
        const bool expected = byte == '.' || (byte >= '0' && byte <= '9');
        ASSERT_EQ(IsDigitsAndDots(text), expected) << size << " " << byte;
        ASSERT_EQ(HasEither(text, ':', '/'), byte == ':' || byte == '/');
      }
      text[i] = '.';
    }
  }
  EXPECT_TRUE(IsDigitsAndDots(""));
  EXPECT_FALSE(HasEither("", ':', '/'));
}

}  // namespace
}  // namespace farcall
