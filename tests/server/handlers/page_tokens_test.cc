// SPDX-License-Identifier: Apache-2.0
#include "server/handlers/page_tokens.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace farcall {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Optional;

TEST(PageTokens, OpenWhatTheySealedAsOftenAsAsked) {
  const PageTokens tokens;
  const std::string token = tokens.Seal({"acme", "1", "arn:"}, "arn:alice");
  for (int i = 0; i < 2; ++i) {
    EXPECT_THAT(tokens.Open({"acme", "1", "arn:"}, token),
                Optional(std::string("arn:alice")));
  }
}

TEST(PageTokens, AreEmptyAtTheEndAndOpenEmptyAtTheStart) {
  const PageTokens tokens;
  EXPECT_EQ(tokens.Seal({"acme"}, ""), "");
  EXPECT_THAT(tokens.Open({"acme"}, ""), Optional(std::string()));
}

TEST(PageTokens, ShowNoName) {
  const PageTokens tokens;
  EXPECT_THAT(tokens.Seal({"acme", "alice"}, "alice"), Not(HasSubstr("alice")));
}

TEST(PageTokens, BelongToOneListAlone) {
  const PageTokens tokens;
  const std::string token = tokens.Seal({"acme", "1", "a"}, "alice");
  EXPECT_EQ(tokens.Open({"other", "1", "a"}, token), std::nullopt);
  EXPECT_EQ(tokens.Open({"acme", "2", "a"}, token), std::nullopt);
  EXPECT_EQ(tokens.Open({"acme", "1", ""}, token), std::nullopt);
  EXPECT_EQ(tokens.Open({"acme", "1a", ""}, token), std::nullopt);
}

TEST(PageTokens, DoNotOpenWhatWasMadeUpOrChanged) {
  const PageTokens tokens;
  const std::string token = tokens.Seal({"acme"}, "alice");
  for (const std::string& other :
       {std::string("zzz"), std::string("alice"), std::string(1, '\0'),
        token + "A", token.substr(1), token.substr(0, token.size() - 4),
        std::string(5000, 'A'), std::string(100, 'A')}) {
    EXPECT_EQ(tokens.Open({"acme"}, other), std::nullopt) << other;
  }
  for (size_t i = 0; i < token.size(); ++i) {
    std::string changed = token;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_EQ(tokens.Open({"acme"}, changed), std::nullopt) << i;
  }
}

TEST(PageTokens, OfAnotherProcessAreRefused) {
  const PageTokens before;
  const PageTokens after;
  EXPECT_EQ(after.Open({"acme"}, before.Seal({"acme"}, "alice")), std::nullopt);
}

}  // namespace
}  // namespace farcall
