// SPDX-License-Identifier: Apache-2.0
#include "server/handlers/resume_token.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace farcall {
namespace {

using ::testing::Optional;

TEST(ResumeToken, ReadsWhatItWrote) {
  for (const uint64_t position :
       {uint64_t{0}, uint64_t{1}, uint64_t{0x0123456789abcdef}, UINT64_MAX}) {
    const ResumeToken token = {.incarnation = std::string(16, '\xfe'),
                               .position = position};
    EXPECT_EQ(token.text().size(), 32U);
    EXPECT_THAT(ResumeToken::FromText(token.text()), Optional(token));
  }
}

TEST(ResumeToken, IsTheSameInEachVersion) {
  const ResumeToken token = {.incarnation = std::string(16, '\0'),
                             .position = 0x01020304};
  EXPECT_EQ(token.text(), "AAAAAAAAAAAAAAAAAAAAAAAAAAABAgME");
}

TEST(ResumeToken, RefusesOtherText) {
  const std::string good =
      ResumeToken{.incarnation = std::string(16, 'i'), .position = 5}.text();
  for (const std::string& text :
       {std::string(), std::string("start"), good.substr(1), good + "A",
        std::string(31, 'A') + "=", std::string(32, '+'),
        std::string(32, '\0')}) {
    EXPECT_EQ(ResumeToken::FromText(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace farcall
