// SPDX-License-Identifier: Apache-2.0
#include "scoring/words.h"

#include <gtest/gtest.h>

#include "scoring/attribute.h"

namespace farcall {
namespace {

TEST(Words, WriteTimesInUtc) {
  EXPECT_EQ(Date(1787702400), "2026-08-26");
  EXPECT_EQ(Minute(1787702400 + 13 * 3600 + 5 * 60 + 59), "2026-08-26 13:05");
}

TEST(Words, WriteASpanInTheLargestUnitThatThereAreTwoOf) {
  EXPECT_EQ(Span(0), "1 second");
  EXPECT_EQ(Span(119), "119 seconds");
  EXPECT_EQ(Span(120), "2 minutes");
  EXPECT_EQ(Span(170), "3 minutes");
  EXPECT_EQ(Span(26 * 3600), "26 hours");
  EXPECT_EQ(Span(20 * 24 * 3600 + 3600), "20 days");
}

TEST(Words, CallPrincipalsByTheNamesThatPeopleUse) {
  EXPECT_EQ(ShownPrincipal("arn:aws:iam::111122223333:user/ops/alice"),
            "alice");
  EXPECT_EQ(ShownPrincipal("111122223333:human/carol@example.com"),
            "carol@example.com");
  EXPECT_EQ(ShownPrincipal("arn:aws:iam::111122223333:role/deploy"),
            "the role deploy");
  EXPECT_EQ(ShownPrincipal(
                "arn:aws:sts::111122223333:assumed-role/web/i-0abc12345678"),
            "the session i-0abc12345678 of the role web");
  EXPECT_EQ(ShownPrincipal("111122223333:root"),
            "the root user of 111122223333");
  EXPECT_EQ(ShownPrincipal("444455556666:account"), "the account 444455556666");
  EXPECT_EQ(ShownPrincipal("alice"), "alice");
}

TEST(Words, SayWhatAPseudoOriginIs) {
  EXPECT_EQ(ShownValue(Attribute::kCountry, "DE"), "DE");
  EXPECT_EQ(ShownValue(Attribute::kCountry, "@private"), "a private address");
  EXPECT_EQ(ShownValue(Attribute::kCountry, "@internal"), "AWS's own network");
  EXPECT_EQ(ShownValue(Attribute::kCountry, "@unknown"), "an unknown place");
  EXPECT_EQ(ShownValue(Attribute::kCountry, "@service:ec2"),
            "the AWS service ec2");
  EXPECT_EQ(ShownValue(Attribute::kTool, "@private"), "@private");
}

TEST(Words, WriteNetworksAsPrefixes) {
  EXPECT_EQ(ShownValue(Attribute::kNetwork, "14.161.9"), "14.161.9.0/24");
  EXPECT_EQ(ShownValue(Attribute::kNetwork, "2003:c1:12"), "2003:c1:12::/48");
  EXPECT_EQ(ShownValue(Attribute::kNetwork, "2003:c1:"), "2003:c1::/48");
  EXPECT_EQ(ShownValue(Attribute::kNetwork, "::1"), "::1");
}

}  // namespace
}  // namespace farcall
