// SPDX-License-Identifier: Apache-2.0
#include "triage/runbook/policy_skeleton.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace farcall {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr int64_t kDay = 24 * 3600;
constexpr int64_t kNow = 1'795'206'000;

TEST(SkeletonOf, TellsWhatWasNotUsedForNinetyDays) {
  Histogram commands;
  commands.Count("ec2:DescribeInstances", kNow - 100 * kDay);
  commands.Count("iam:ListUsers", kNow - 2 * kDay);
  const PolicySkeleton skeleton = SkeletonOf(commands, kNow, kNow - kDay);
  EXPECT_THAT(skeleton.used, ElementsAre("iam:ListUsers"));
  EXPECT_THAT(skeleton.unused, ElementsAre("ec2:DescribeInstances"));
}

TEST(SkeletonOf, LeavesOutWhatTheFindingBeganWith) {
  Histogram commands;
  commands.Count("iam:ListUsers", kNow - 2 * kDay);
  commands.Count("iam:CreateUser", kNow - 3600);
  const PolicySkeleton skeleton = SkeletonOf(commands, kNow, kNow - kDay);
  EXPECT_THAT(skeleton.used, ElementsAre("iam:ListUsers"));
  EXPECT_EQ(skeleton.only_in_finding, 1u);
}

TEST(SkeletonOf, GivesActionsTheirOwnNamesOnce) {
  Histogram commands;
  commands.Count("s3:ListObjects", kNow - 2 * kDay);
  commands.Count("s3:ListObjectsV2", kNow - 100 * kDay);
  commands.Count("monitoring:PutMetricData", kNow - 2 * kDay);
  commands.Count("lambda:Invoke", kNow - 2 * kDay);
  const PolicySkeleton skeleton = SkeletonOf(commands, kNow, kNow);
  EXPECT_THAT(skeleton.used,
              ElementsAre("cloudwatch:PutMetricData", "lambda:InvokeFunction",
                          "s3:ListBucket"));
  EXPECT_THAT(skeleton.unused, IsEmpty());
}

TEST(SkeletonOf, CountsWhatIsNoAction) {
  Histogram commands;
  commands.Count("signin:ConsoleLogin", kNow - 2 * kDay);
  commands.Count("iam:\"},{\"", kNow - 2 * kDay);
  const PolicySkeleton skeleton = SkeletonOf(commands, kNow, kNow);
  EXPECT_THAT(skeleton.used, IsEmpty());
  EXPECT_EQ(skeleton.left_out, 2u);
}

}  // namespace
}  // namespace farcall
