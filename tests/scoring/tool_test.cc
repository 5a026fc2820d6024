// SPDX-License-Identifier: Apache-2.0
#include "scoring/tool.h"

#include <gtest/gtest.h>

namespace farcall {
namespace {

TEST(ToolOf, NamesTheProgramWithoutItsVersion) {
  EXPECT_EQ(ToolOf("APN/1.0 HashiCorp/1.0 Terraform/1.7.5 aws-sdk-go-v2/1.26"),
            "Terraform");
  EXPECT_EQ(ToolOf("aws-cli/2.15.30 md/Python#3.11.8"), "aws-cli");
  EXPECT_EQ(ToolOf("Boto3/1.34.69 md/Botocore#1.34.69"), "Boto3");
  EXPECT_EQ(ToolOf("[Boto3/1.34.69 x]"), "Boto3");
  EXPECT_EQ(ToolOf("console.amazonaws.com"), "console");
}

TEST(ToolOf, TakesAllBrowsersForTheConsole) {
  EXPECT_EQ(ToolOf("Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Firefox/115.0"),
            kConsoleTool);
  EXPECT_EQ(ToolOf("Mozilla/5.0 (Macintosh) Chrome/120.0"), kConsoleTool);
  EXPECT_EQ(ToolOf("signin.amazonaws.com"), kConsoleTool);
}

TEST(ToolOf, IsEmptyOrShortWhateverTheText) {
  EXPECT_EQ(ToolOf(""), "");
  EXPECT_EQ(ToolOf("/"), "");
  EXPECT_EQ(ToolOf("AWS Internal"), "");
  EXPECT_EQ(ToolOf("cloudformation.amazonaws.com"), "");
  EXPECT_LE(ToolOf(std::string(2000, 'x')).size(), 64U);
}

}  // namespace
}  // namespace farcall
