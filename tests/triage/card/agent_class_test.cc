// SPDX-License-Identifier: Apache-2.0
#include "triage/card/agent_class.h"

#include <gtest/gtest.h>

namespace farcall {
namespace {

TEST(AgentClass, TellsKindsOfClients) {
  EXPECT_EQ(ClassOfAgent("Mozilla/5.0 (X11; Linux x86_64)", false),
            AgentClass::kConsole);
  EXPECT_EQ(ClassOfAgent("aws-cli/2.15.30 Python/3.11 botocore/2.4", false),
            AgentClass::kCli);
  EXPECT_EQ(ClassOfAgent("Boto3/1.34.69 md/Botocore#1.34", false),
            AgentClass::kSdk);
  EXPECT_EQ(ClassOfAgent("APN/1.0 HashiCorp/1.0 Terraform/1.7.5 "
                         "aws-sdk-go-v2/1.26.0",
                         false),
            AgentClass::kIac);
  EXPECT_EQ(ClassOfAgent("cloudformation.amazonaws.com", true),
            AgentClass::kService);
  EXPECT_EQ(ClassOfAgent("my-tool/1", false), AgentClass::kOther);
  EXPECT_EQ(ClassOfAgent("", false), AgentClass::kOther);
}

TEST(AgentClass, TellsToolsAndSystemsForAttacks) {
  EXPECT_EQ(ClassOfAgent("aws-cli/2.9 Linux/6.1.0-kali5-amd64", false),
            AgentClass::kOffensive);
  EXPECT_EQ(ClassOfAgent("Boto3/1.9 Linux/5.16.0-12parrot1-amd64", false),
            AgentClass::kOffensive);
  EXPECT_EQ(ClassOfAgent("aws-cli/2.15.17 Python/3.11.6 Linux/6.6.9-amd64 "
                         "exe/x86_64.kali.2024 prompt/off",
                         false),
            AgentClass::kOffensive);
  EXPECT_EQ(ClassOfAgent("TruffleHog", false), AgentClass::kOffensive);
  EXPECT_EQ(ClassOfAgent("cloudfox/1.13", false), AgentClass::kOffensive);
}

TEST(AgentClass, TellsToolsAsBaselinesCountThem) {
  EXPECT_EQ(ClassOfTool("console"), AgentClass::kConsole);
  EXPECT_EQ(ClassOfTool("Terraform"), AgentClass::kIac);
  EXPECT_EQ(ClassOfTool("aws-cdk"), AgentClass::kIac);
  EXPECT_EQ(ClassOfTool("aws-sdk-go"), AgentClass::kSdk);
  EXPECT_EQ(ClassOfTool("Boto3"), AgentClass::kSdk);
  EXPECT_EQ(ClassOfTool("aws-cli"), AgentClass::kCli);
}

}  // namespace
}  // namespace farcall
