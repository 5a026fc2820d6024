// SPDX-License-Identifier: Apache-2.0
#include "scoring/records/words.h"

#include <gtest/gtest.h>

#include <string>

#include "scoring/records/attribute.h"

namespace farcall {
namespace {

std::string Date(int64_t seconds) {
  TextBuffer text;
  AppendDate(seconds, text);
  return std::string(text.bytes());
}

std::string Span(int64_t seconds) {
  TextBuffer text;
  AppendSpan(seconds, text);
  return std::string(text.bytes());
}

std::string ShownValue(Attribute attribute, std::string_view value) {
  TextBuffer text;
  AppendValue(attribute, value, text);
  return std::string(text.bytes());
}

std::string Name(std::string_view key) {
  TextBuffer text;
  Append(ShownPrincipal(key), text);
  return std::string(text.bytes());
}

TEST(Words, WriteTimesInUtc) {
  EXPECT_EQ(Date(1787702400), "2026-08-26");
  EXPECT_EQ(Date(0), "1970-01-01");
  EXPECT_EQ(Date(-62135596800), "1-01-01");
  EXPECT_EQ(Date(253402300800), "10000-01-01");
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
  EXPECT_EQ(Name("arn:aws:iam::111122223333:user/ops/alice"), "alice");
  EXPECT_EQ(Name("111122223333:human/carol@example.com"), "carol@example.com");
  EXPECT_EQ(Name("arn:aws:iam::111122223333:role/deploy"), "the role deploy");
  EXPECT_EQ(Name("arn:aws:sts::111122223333:assumed-role/web/i-0abc12345678"),
            "the session i-0abc12345678 of the role web");
  EXPECT_EQ(Name("111122223333:root"), "the root user of 111122223333");
  EXPECT_EQ(Name("444455556666:account"), "the account 444455556666");
  EXPECT_EQ(Name("alice"), "alice");
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
