// SPDX-License-Identifier: Apache-2.0
#include "server/auth/policy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace farcall {
namespace {

using testing::HasSubstr;

bool Allows(const Policy& policy, const std::string& identity, Right right,
            std::string_view tenant) {
  return policy.Allows(std::vector<std::string>{identity}, right, tenant);
}

TEST(Policy, GrantsWhatItsLinesSayAndNothingElse) {
  const auto parsed = Policy::FromBytes(
      "# who          rights          tenants\n"
      "token:pipeline score           *\n"
      "cert:soc.example.com read,feedback default,acme\n"
      "cert:soc.example.com score       acme\n"
      "token:operator *               *\n",
      "policy");
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  const Policy& policy = **parsed;
  EXPECT_TRUE(Allows(policy, "token:pipeline", Right::kScore, "any"));
  EXPECT_FALSE(Allows(policy, "token:pipeline", Right::kRead, "any"));
  EXPECT_TRUE(Allows(policy, "cert:soc.example.com", Right::kRead, "acme"));
  EXPECT_FALSE(Allows(policy, "cert:soc.example.com", Right::kRead, "other"));
  EXPECT_TRUE(Allows(policy, "cert:soc.example.com", Right::kScore, "acme"));
  EXPECT_FALSE(
      Allows(policy, "cert:soc.example.com", Right::kScore, "default"));
  EXPECT_FALSE(Allows(policy, "token:soc.example.com", Right::kRead, "acme"));
  EXPECT_FALSE(Allows(policy, "anonymous", Right::kScore, "any"));
  // The server itself belongs to no tenant.
  EXPECT_TRUE(Allows(policy, "token:operator", Right::kAdmin, ""));
  EXPECT_FALSE(Allows(policy, "cert:soc.example.com", Right::kRead, ""));
  EXPECT_FALSE(policy.Knows("anonymous"));
}

TEST(Policy, WithoutAFileKnowsWhoIsKnown) {
  const Policy open = Policy::AllowAll(/*anonymous=*/true);
  EXPECT_TRUE(Allows(open, "anonymous", Right::kAdmin, ""));
  const Policy closed = Policy::AllowAll(/*anonymous=*/false);
  EXPECT_FALSE(Allows(closed, "anonymous", Right::kScore, "default"));
  EXPECT_TRUE(Allows(closed, "token:x", Right::kAdmin, ""));
}

TEST(Policy, SaysWhichLineIsWrong) {
  const auto message = [](const std::string& text) {
    return std::string(Policy::FromBytes(text, "/p").status().message());
  };
  EXPECT_THAT(message("token:a score"),
              HasSubstr("/p: line 1 must be IDENTITY RIGHTS TENANTS"));
  EXPECT_THAT(message("\nalice score *"), HasSubstr("line 2 has no identity"));
  EXPECT_THAT(message("token: score *"), HasSubstr("no identity"));
  EXPECT_THAT(
      message("token:a scores *"),
      HasSubstr("rights other than score, read, triage, feedback, admin"));
  EXPECT_THAT(message(""), HasSubstr("grants nothing to anybody"));
}

TEST(Policy, TellsWhatACallerMayDo) {
  const auto policy = Policy::FromBytes(
      "token:soc read,triage default,acme\n"
      "token:soc feedback acme\n"
      "token:ops admin *\n"
      "cert:ops score default\n",
      "policy");
  ASSERT_TRUE(policy.ok());
  const std::vector<std::string> soc = {"token:soc"};
  EXPECT_EQ((*policy)->GrantsOf(soc),
            (std::vector<Policy::Grant>{
                {"acme", {Right::kRead, Right::kTriage, Right::kFeedback}},
                {"default", {Right::kRead, Right::kTriage}}}));
  const std::vector<std::string> ops = {"token:ops", "cert:ops"};
  EXPECT_EQ((*policy)->GrantsOf(ops),
            (std::vector<Policy::Grant>{{"*", {Right::kAdmin}},
                                        {"default", {Right::kScore}}}));
  const std::vector<std::string> nobody = {"token:nobody"};
  EXPECT_TRUE((*policy)->GrantsOf(nobody).empty());
}

}  // namespace
}  // namespace farcall
