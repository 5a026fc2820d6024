// SPDX-License-Identifier: Apache-2.0
#include "triage/runbook/command/command_field.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/triage/runbook/made_up_cards.h"

namespace farcall {
namespace {

using enum CommandField;

TEST(IsFillable, TakesWhatAFieldAllows) {
  EXPECT_TRUE(IsFillable(kUserName, "svc_backup+2=a,b.c@example-x"));
  EXPECT_TRUE(IsFillable(kUserName, std::string(128, 'a')));
  EXPECT_TRUE(IsFillable(kAccessKeyId, "AKIAEXAMPLEEXAMPLE01"));
  EXPECT_TRUE(IsFillable(CommandField::kAccount, "111122223333"));
  EXPECT_TRUE(IsFillable(kInstanceId, "i-0abc12345"));
  EXPECT_TRUE(IsFillable(kSecurityGroupRuleId, "sgr-0123456789abcdef0"));
  EXPECT_TRUE(IsFillable(kAddress, "198.51.100.7"));
  EXPECT_TRUE(IsFillable(kAddress, "2001:db8::7"));
  EXPECT_TRUE(IsFillable(kArn, "arn:aws:s3:::payments/2026.csv"));
  EXPECT_TRUE(IsFillable(kBucketName, "payments.export-1"));
  EXPECT_TRUE(IsFillable(kRegion, "us-gov-west-1"));
  EXPECT_TRUE(IsFillable(kTime, "2026-11-20T20:20:00Z"));
  EXPECT_TRUE(IsFillable(kParameterName, "/payments/db"));
  EXPECT_TRUE(IsFillable(kActionName, "ec2-instance-connect:SendSSHPublicKey"));
  EXPECT_TRUE(IsFillable(kPartition, "aws-us-gov"));
}

TEST(IsFillable, RefusesWhatIsNearlyAllowed) {
  EXPECT_FALSE(IsFillable(kUserName, "-alice"));
  EXPECT_FALSE(IsFillable(kUserName, std::string(129, 'a')));
  EXPECT_FALSE(IsFillable(kUserName, "ops/alice"));
  EXPECT_FALSE(IsFillable(kAccessKeyId, "BKIAEXAMPLEEXAMPLE01"));
  EXPECT_FALSE(IsFillable(kAccessKeyId, "AKIAEXAMPLEEXAM"));
  EXPECT_FALSE(IsFillable(kAccessKeyId, "AKIAexampleEXAMPLE"));
  EXPECT_FALSE(IsFillable(CommandField::kAccount, "11112222333"));
  EXPECT_FALSE(IsFillable(kInstanceId, "i-0abc123"));
  EXPECT_FALSE(IsFillable(kInstanceId, "i-0123456789abcdef01"));
  EXPECT_FALSE(IsFillable(kInstanceId, "i-0ABC12345"));
  EXPECT_FALSE(IsFillable(kInstanceId, "-0abc12345"));
  EXPECT_FALSE(IsFillable(kAddress, "198.51.100.7/24"));
  EXPECT_FALSE(IsFillable(kAddress, "cloudformation.amazonaws.com"));
  EXPECT_FALSE(IsFillable(kArn, "arn:aws:s3:::"));
  EXPECT_FALSE(IsFillable(kArn, "arn:aws:s3::payments"));
  EXPECT_FALSE(IsFillable(kArn, "arn:aws:s3:::a://b"));
  EXPECT_FALSE(IsFillable(kBucketName, "Payments"));
  EXPECT_FALSE(IsFillable(kRegion, "us--west-1"));
  EXPECT_FALSE(IsFillable(kRegion, "us-gov-west"));
  EXPECT_FALSE(IsFillable(kTime, "2026-11-20 20:20:00Z"));
  EXPECT_FALSE(IsFillable(kActionName, "iam:Create*"));
  EXPECT_FALSE(IsFillable(kPartition, "awsome"));
}

TEST(IsFillable, RefusesHostileTextsForEveryField) {
  const std::string longest(64 * 1024, 'a');
  for (auto field = 0; field <= static_cast<int>(kSharedWith); ++field) {
    for (const std::string& text : HostileTexts()) {
      EXPECT_FALSE(IsFillable(static_cast<CommandField>(field), text))
          << VariableOf(static_cast<CommandField>(field)) << ": "
          << text.substr(0, 64);
    }
  }
}

TEST(VariableOf, IsANameOfTheShell) {
  for (auto field = 0; field <= static_cast<int>(kSharedWith); ++field) {
    const std::string_view name = VariableOf(static_cast<CommandField>(field));
    EXPECT_FALSE(name.empty());
    EXPECT_EQ(name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ_"), name.npos)
        << name;
  }
}

}  // namespace
}  // namespace farcall
