// SPDX-License-Identifier: Apache-2.0
#include "scoring/event/tool.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "text/utf8.h"

namespace farcall {
namespace {

constexpr bool kByAws = true;
constexpr bool kByOthers = false;

TEST(ToolOf, NamesTheProgramWithoutItsVersion) {
  const auto tool_of = [](std::string_view agent) {
    return ToolOf(agent, kByOthers);
  };
  EXPECT_EQ(tool_of("APN/1.0 HashiCorp/1.0 Terraform/1.7.5 aws-sdk-go-v2/1.26"),
            "Terraform");
  EXPECT_EQ(tool_of("aws-cli/2.15.30 md/Python#3.11.8"), "aws-cli");
  EXPECT_EQ(tool_of("Boto3/1.34.69 md/Botocore#1.34.69"), "Boto3");
  EXPECT_EQ(tool_of("[Boto3/1.34.69 x]"), "Boto3");
}

TEST(ToolOf, TakesAllBrowsersAndPagesForTheConsole) {
  for (const char* agent :
       {"Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Firefox/115.0",
        "Mozilla/5.0 (Macintosh) Chrome/120.0", "signin.amazonaws.com",
        "console.amazonaws.com", "console.ec2.amazonaws.com"}) {
    EXPECT_EQ(ToolOf(agent, kByOthers), kConsoleTool) << agent;
    EXPECT_EQ(ToolOf(agent, kByAws), kConsoleTool) << agent;
  }
}

TEST(ToolOf, BelievesAwsNamesWhereAwsCalls) {
  for (const char* agent :
       {"AWS Internal", "cloudformation.amazonaws.com", "x.amazonaws.com.cn"}) {
    EXPECT_EQ(ToolOf(agent, kByAws), "") << agent;
    EXPECT_EQ(ToolOf(agent, kByOthers), agent);
  }
}

TEST(ToolOf, IsEmptyForNoAgentAlone) {
  EXPECT_EQ(ToolOf("", kByOthers), "");
  EXPECT_EQ(ToolOf("", kByAws), "");
  for (const char* agent : {"/", " ", "(x)", "[]", "/1.0"}) {
    EXPECT_EQ(ToolOf(agent, kByOthers), agent);
  }
  EXPECT_LE(ToolOf(std::string(2000, 'x'), kByOthers).size(), 64U);
  EXPECT_LE(ToolOf(std::string(2000, '/'), kByOthers).size(), 64U);
}

// A name of Greek letters, two bytes each, after a letter of one byte.
TEST(ToolOf, CutsNoCharacter) {
  std::string agent = "x";
  for (int i = 0; i < 100; ++i) agent += "\u03b1";
  for (const std::string& made :
       {agent, "(" + agent, agent + ".amazonaws.com"}) {
    EXPECT_TRUE(IsUtf8(ToolOf(made, kByOthers))) << made;
  }
}

}  // namespace
}  // namespace farcall
