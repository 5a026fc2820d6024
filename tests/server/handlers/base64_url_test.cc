// SPDX-License-Identifier: Apache-2.0
#include "server/handlers/base64_url.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace farcall {
namespace {

using ::testing::Optional;
using Bytes = std::vector<unsigned char>;

TEST(Base64Url, HasNoCharacterThatAUrlEscapes) {
  EXPECT_EQ(EncodeBase64Url(Bytes{0xfb, 0xff, 0xbf}), "-_-_");
  EXPECT_EQ(EncodeBase64Url(Bytes{0}), "AA") << "without padding";
  EXPECT_EQ(EncodeBase64Url(Bytes{}), "");
}

TEST(Base64Url, ReadsWhatItWrote) {
  const Bytes bytes = {0, 1, 0xfe, 0xff, 0x80};
  EXPECT_THAT(DecodeBase64Url(EncodeBase64Url(bytes)), Optional(bytes));
}

TEST(Base64Url, RefusesOtherText) {
  for (const char* text : {"+/+/", "AA==", "A", "A A", "AB"}) {
    EXPECT_EQ(DecodeBase64Url(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace farcall
