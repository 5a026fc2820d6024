// SPDX-License-Identifier: Apache-2.0
#include "geo/pseudo_origin.h"

#include <gtest/gtest.h>

#include <string>

namespace farcall {
namespace {

TEST(PseudoOrigin, NamesTheService) {
  EXPECT_EQ(PseudoOriginOf("cloudformation.amazonaws.com"),
            "@service:cloudformation");
  EXPECT_EQ(PseudoOriginOf("delivery.logs.amazonaws.com"),
            "@service:delivery.logs");
  EXPECT_EQ(PseudoOriginOf("ec2.amazonaws.com.cn"), "@service:ec2");
  EXPECT_EQ(PseudoOriginOf("resource-explorer-2.aws.internal"),
            "@service:resource-explorer-2");
  EXPECT_EQ(PseudoOriginOf("EC2.AmazonAWS.com"), "@service:ec2");
}

TEST(PseudoOrigin, KnowsTheInsideOfAws) {
  EXPECT_EQ(PseudoOriginOf("AWS Internal"), "@internal");
  EXPECT_EQ(PseudoOriginOf("aws.internal"), "@internal");
}

TEST(PseudoOrigin, LeavesAllElse) {
  for (const char* source :
       {"", "amazonaws.com", ".amazonaws.com", "..amazonaws.com", "evil.com",
        "ec2.amazonaws.com.evil.com", "ec2amazonaws.com", "-ec2.amazonaws.com",
        "ec2..amazonaws.com", "e c2.amazonaws.com", "ec2\n.amazonaws.com",
        "\xc3\xa9.amazonaws.com", "<script>.amazonaws.com", "AWS  Internal",
        "internal", "8.8.8.8"}) {
    EXPECT_EQ(PseudoOriginOf(source), std::nullopt) << source;
  }
}

TEST(PseudoOrigin, LimitsTheNameTo64Bytes) {
  const std::string longest(64, 'x');
  EXPECT_EQ(PseudoOriginOf(longest + ".amazonaws.com.cn"),
            "@service:" + longest);
  EXPECT_EQ(PseudoOriginOf(longest + "x.amazonaws.com"), std::nullopt);
  EXPECT_EQ(PseudoOriginOf(std::string(1 << 20, 'x') + ".amazonaws.com"),
            std::nullopt);
}

}  // namespace
}  // namespace farcall
