// SPDX-License-Identifier: Apache-2.0
#include "cloudtrail/identity/command.h"

#include <gtest/gtest.h>

namespace farcall {
namespace {

TEST(Command, IsServiceAndEventName) {
  EXPECT_EQ(CommandKey("iam.amazonaws.com", "CreateUser"), "iam:CreateUser");
  EXPECT_EQ(CommandKey("ec2.amazonaws.com.cn", "RunInstances"),
            "ec2:RunInstances");
}

TEST(Command, KeepsAServiceWithoutItsDomain) {
  EXPECT_EQ(CommandKey("grafana", "action"), "grafana:action");
  EXPECT_EQ(CommandKey("replication.dynamodb.amazonaws.com", "X"),
            "replication.dynamodb:X");
  EXPECT_EQ(CommandKey(".amazonaws.com", "X"), ".amazonaws.com:X");
}

TEST(Command, FoldsTheDateOfAnApi) {
  EXPECT_EQ(WithoutApiDate("CreateFunction20150331"), "CreateFunction");
  EXPECT_EQ(WithoutApiDate("UpdateFunctionCode20150331v2"),
            "UpdateFunctionCode");
  EXPECT_EQ(WithoutApiDate("CreateDistribution2020_05_31"),
            "CreateDistribution");
  EXPECT_EQ(WithoutApiDate("Invoke20150331v12"), "Invoke");
}

TEST(Command, KeepsNumbersThatAreNoDate) {
  for (const char* name :
       {"CreateUser", "DescribeVpcs2", "GetV2", "Envv2", "Run99999999",
        "Run20151331", "Run20150332", "Run2015_13_31", "20150331", "v2", "2",
        "", "2020_05_31", "Get2020_0531", "GetApis20150331v"}) {
    EXPECT_EQ(WithoutApiDate(name), name);
  }
}

TEST(Command, KnowsTheNameOfAService) {
  EXPECT_TRUE(IsServiceName("cloudformation.amazonaws.com"));
  EXPECT_TRUE(IsServiceName("ec2.amazonaws.com.cn"));
  EXPECT_FALSE(IsServiceName("AWS Internal"));
  EXPECT_FALSE(IsServiceName("198.51.100.7"));
  EXPECT_FALSE(IsServiceName(".amazonaws.com"));
  EXPECT_FALSE(IsServiceName("amazonaws.com.example.org"));
  EXPECT_FALSE(IsServiceName(""));
}

}  // namespace
}  // namespace farcall
