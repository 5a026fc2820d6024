// SPDX-License-Identifier: Apache-2.0
#include "server/auth/cluster_token.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace farcall {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kOld[] = "0123456789abcdef0123456789abcdef";
constexpr char kNew[] = "fedcba9876543210fedcba9876543210";

TEST(ClusterToken, ShowsTheFirstAndTakesAll) {
  const auto token = ClusterToken::FromBytes(
      std::string("# since May\n\n") + kNew + "\n  " + kOld + "\r\n", "token");
  ASSERT_TRUE(token.ok()) << token.status();
  EXPECT_EQ((*token)->shown(), kNew);
  EXPECT_TRUE((*token)->Takes(kNew));
  EXPECT_TRUE((*token)->Takes(kOld));
  for (const std::string& wrong :
       {std::string(), std::string(kOld) + "0", std::string(kOld, 31),
        std::string("since")}) {
    EXPECT_FALSE((*token)->Takes(wrong)) << wrong;
  }
}

TEST(ClusterToken, SaysWhichLineIsWrongAndNeverTheToken) {
  for (const std::string& text :
       {std::string("short"), std::string(kOld) + " " + kNew,
        std::string("0123456789abcdef\x01") + kOld}) {
    const auto token = ClusterToken::FromBytes("#\n" + text, "secrets/token");
    EXPECT_EQ(token.status().code(), absl::StatusCode::kInvalidArgument);
    const std::string said(token.status().message());
    EXPECT_THAT(said, HasSubstr("secrets/token: line 2"));
    EXPECT_THAT(said, Not(HasSubstr(kOld)));
  }
  EXPECT_FALSE(ClusterToken::FromBytes("# none\n", "token").ok());
}

}  // namespace
}  // namespace farcall
