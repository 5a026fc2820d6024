// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <string>
#include <variant>
#include <vector>

#include "cli/options/options.h"

namespace farcall {
namespace {

// What is wrong with the options of `farcall exempt`; empty = nothing is.
std::string Wrong(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "exempt");
  const auto parsed = ParseOptions(arguments);
  const auto* notice = std::get_if<ParsedNotice>(&parsed);
  return notice == nullptr ? "" : notice->text;
}

constexpr char kSeeHelp[] = " (see farcall --help)";

TEST(ExemptOptions, TakesAllOfAnExemption) {
  const auto parsed =
      ParseOptions({"exempt", "--principal=alice", "--principal=bob",
                    "--account=111122223333", "--command=ssm:*", "--place=DE",
                    "--place=198.51.100.0/24", "--from=2026-11-28T20:00:00Z",
                    "--for=2d", "--weekly-hours=sat:20-24", "--reason=patches",
                    "--ticket=CHG-1", "--validate-only"});
  ASSERT_TRUE(std::holds_alternative<Options>(parsed));
  const auto& exempt =
      std::get<ExemptOptions>(std::get<Options>(parsed).command);
  EXPECT_EQ(exempt.principals, (std::vector<std::string>{"alice", "bob"}));
  EXPECT_EQ(exempt.places, (std::vector<std::string>{"DE", "198.51.100.0/24"}));
  EXPECT_EQ(exempt.from_seconds, 1795896000);
  EXPECT_EQ(exempt.for_seconds, 172'800);
  EXPECT_EQ(exempt.weekly_hours, (std::vector<int32_t>{140, 144}));
  EXPECT_TRUE(exempt.validate_only);
}

TEST(ExemptOptions, WantsWhoseCallsUntilWhenAndWhy) {
  EXPECT_EQ(Wrong({"--for=2d", "--reason=x"}),
            std::string("--principal or --account is required") + kSeeHelp);
  EXPECT_EQ(Wrong({"--account=1", "--reason=x"}),
            std::string("--to or --for is required") + kSeeHelp);
  EXPECT_EQ(
      Wrong({"--account=1", "--for=2d", "--to=2030-01-01", "--reason=x"}),
      std::string("--to and --for: only one of them is taken") + kSeeHelp);
  EXPECT_EQ(Wrong({"--account=1", "--for=2d"}),
            std::string("--reason is required") + kSeeHelp);
  EXPECT_NE(Wrong({"--account=1", "--for=2y", "--reason=x"}), "");
  EXPECT_NE(Wrong({"--account=1", "--for=2d", "--weekly-hours=x"}), "");
}

TEST(ExemptOptions, ReadsOrRevokesInPlaceOfDeclaring) {
  EXPECT_EQ(Wrong({"--from-json=-"}), "");
  EXPECT_EQ(Wrong({"--revoke=mfrggzdfmztwq2lk"}), "");
  EXPECT_NE(Wrong({"--from-json=-", "--reason=x"}), "");
  EXPECT_NE(Wrong({"--revoke=mfrggzdfmztwq2lk", "--place=DE"}), "");
  EXPECT_NE(Wrong({"--revoke=mfrggzdfmztwq2lk", "--from-json=-"}), "");
}

}  // namespace
}  // namespace farcall
