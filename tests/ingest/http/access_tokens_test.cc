// SPDX-License-Identifier: Apache-2.0
#include "ingest/http/access_tokens.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace farcall {
namespace {

using ::testing::HasSubstr;

TEST(AccessTokens, AllowEachOfTheFile) {
  const auto tokens = AccessTokens::FromBytes(
      "# of the shipper\n  first-token-of-16-bytes  \r\n\nsecond-token-of-16\n",
      "tokens");
  ASSERT_TRUE(tokens.ok()) << tokens.status();
  EXPECT_TRUE((*tokens)->Allows("first-token-of-16-bytes"));
  EXPECT_TRUE((*tokens)->Allows("second-token-of-16"));
  for (const char* bad : {"", "first-token-of-16-byteS", "second-token-of-1",
                          "# of the shipper"}) {
    EXPECT_FALSE((*tokens)->Allows(bad)) << bad;
  }
}

TEST(AccessTokens, OfAFileThatHoldsNoneAreRefused) {
  const auto tokens = AccessTokens::FromBytes("# none yet\n", "/etc/tokens");
  EXPECT_EQ(tokens.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(tokens.status().message()),
              HasSubstr("/etc/tokens: holds no token"));
}

TEST(AccessTokens, ThatCanBeGuessedAreRefusedByTheirLine) {
  const auto tokens =
      AccessTokens::FromBytes("a-token-that-is-long\nshort\n", "tokens");
  EXPECT_THAT(std::string(tokens.status().message()),
              HasSubstr("tokens:2: a token of 5 bytes"));
}

}  // namespace
}  // namespace farcall
