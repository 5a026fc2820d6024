// SPDX-License-Identifier: Apache-2.0
#include "server/auth/bearer_tokens.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace farcall {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr char kOld[] = "0123456789abcdef0123456789abcdef";
constexpr char kNew[] = "fedcba9876543210fedcba9876543210";

TEST(BearerTokens, NameTheirBearers) {
  const auto tokens = BearerTokens::FromBytes(
      std::string("# who sends events\npipeline ") + kOld + "\n\n  pipeline\t" +
          kNew + "\r\nsoc 99999999999999999999\n",
      "tokens");
  ASSERT_TRUE(tokens.ok()) << tokens.status();
  EXPECT_EQ((*tokens)->size(), 3U);
  EXPECT_EQ((*tokens)->BearerOf(kOld), "pipeline");
  EXPECT_EQ((*tokens)->BearerOf(kNew), "pipeline");
  EXPECT_EQ((*tokens)->BearerOf("99999999999999999999"), "soc");
  EXPECT_EQ((*tokens)->BearerOf(std::string(kOld).substr(1)), std::nullopt);
  EXPECT_EQ((*tokens)->BearerOf(""), std::nullopt);
}

TEST(BearerTokens, SayWhichLineIsWrongAndNeverTheToken) {
  const auto message = [](const std::string& text) {
    return std::string(
        BearerTokens::FromBytes(text, "/etc/tokens").status().message());
  };
  EXPECT_THAT(message("a 0123456789abcdef0123456789\nb secret"),
              HasSubstr("/etc/tokens: line 2 has a token of 6 bytes; at least "
                        "20 are required"));
  EXPECT_THAT(message("b secret"), Not(HasSubstr("secret")));
  EXPECT_THAT(message("only-one-word"), HasSubstr("must be NAME TOKEN"));
  EXPECT_THAT(message("three words here"), HasSubstr("line 1"));
  EXPECT_THAT(message("# nothing\n"), HasSubstr("holds no token"));
}

}  // namespace
}  // namespace farcall
