// SPDX-License-Identifier: Apache-2.0
#include "geo/ownership/aws_ranges.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <random>
#include <string>

#include "geo/ownership/aws_names.h"
#include "tests/geo/ownership/made_up_lists.h"

namespace farcall {
namespace {

using ::testing::HasSubstr;

std::string RangeOf(const AwsRanges& ranges, std::string_view address) {
  const auto* range = ranges.Find(ParseAddress(address).value());
  return range == nullptr ? "none" : range->service + " " + range->region;
}

// kAwsList with its first `from` replaced.
std::string With(std::string_view from, std::string_view to) {
  std::string list(kAwsList);
  const size_t at = list.find(from);
  EXPECT_NE(at, list.npos) << from;
  return list.replace(at, from.size(), to);
}

std::string Refusal(std::string_view from, std::string_view to) {
  return ErrorOf<AwsRanges>(With(from, to));
}

TEST(AwsRanges, FindTheLongestPrefix) {
  const auto ranges = Parsed<AwsRanges>(kAwsList);
  EXPECT_EQ(ranges->size(), 5);
  EXPECT_EQ(RangeOf(*ranges, "198.51.9.9"), "AMAZON ap-southeast-1");
  EXPECT_EQ(RangeOf(*ranges, "198.51.100.70"), "CLOUDFRONT GLOBAL");
  EXPECT_EQ(RangeOf(*ranges, "2600:1f18::1"), "EC2 us-east-1");
  EXPECT_EQ(RangeOf(*ranges, "2600:1f19::1"), "none");
  EXPECT_EQ(RangeOf(*ranges, "192.0.2.1"), "none");
}

TEST(AwsRanges, PreferEc2ToOthersAndTheseToAmazon) {
  EXPECT_EQ(RangeOf(*Parsed<AwsRanges>(kAwsList), "198.51.100.7"),
            "EC2 ap-southeast-1");
  const std::string other_order =
      With("\"region\": \"ap-southeast-1\",\n     \"service\": \"AMAZON\"",
           "\"region\": \"ap-southeast-1\", \"service\": \"EC2\"");
  EXPECT_EQ(RangeOf(*Parsed<AwsRanges>(other_order), "198.51.9.9"),
            "EC2 ap-southeast-1");
}

TEST(AwsRanges, TellWhenAwsMadeThem) {
  EXPECT_EQ(Parsed<AwsRanges>(kAwsList)->created_seconds(),
            At(2026, 11, 20, 17) + 3 * 60 + 9);
}

TEST(AwsRanges, NameFileFieldAndReason) {
  EXPECT_EQ(Refusal("198.51.100.64/26", "198.51.100.65/26"),
            "AWS's ranges file: prefixes[4].ip_prefix \"198.51.100.65/26\": "
            "host bits are set; the network is 198.51.100.64/26");
  EXPECT_THAT(ErrorOf<AwsRanges>("{"), HasSubstr("file: no JSON: "));
}

TEST(AwsRanges, AreRefusedWithAnythingWrong) {
  EXPECT_THAT(Refusal("createDate", "date"), HasSubstr("createDate: is no"));
  for (const char* time : {"2026-13-20-17-03-09", "2026-11-20", "+026-11-20-1",
                           "1926-11-20-17-03-09", ""}) {
    EXPECT_THAT(Refusal("2026-11-20-17-03-09", time), HasSubstr("createDate"));
  }
  EXPECT_THAT(Refusal("\"prefixes\"", "\"x\""), HasSubstr("prefixes: is no"));
  EXPECT_THAT(Refusal("ipv6_prefixes", "x"), HasSubstr("ipv6_prefixes: is no"));
  EXPECT_THAT(Refusal("ip_prefix", "x"), HasSubstr("[0].ip_prefix: is no"));
  EXPECT_THAT(Refusal("\"service\"", "\"x\""), HasSubstr("service: is no"));
  EXPECT_THAT(Refusal("\"region\"", "\"x\""), HasSubstr("region: is no"));
  EXPECT_THAT(Refusal("AMAZON", "a b"), HasSubstr("no name of a service"));
  EXPECT_THAT(Refusal("GLOBAL", "eu\\n"), HasSubstr("no name of a region"));
  EXPECT_THAT(Refusal("198.51.0.0/16", "0.0.0.0/7"), HasSubstr("larger than"));
  EXPECT_THAT(Refusal("2600:1f18::/33", "2600::/15"), HasSubstr("larger than"));
  EXPECT_THAT(Refusal("198.51.0.0/16", "2600::/16"), HasSubstr("not of IPv4"));
  EXPECT_THAT(Refusal("2600:1f18::/33", "1.2.3.0/24"),
              HasSubstr("not of IPv6"));
  for (const char* document : {"[]", "1", "null", "", "\xff",
                               R"({"createDate": "2026-11-20-17-03-09",
                                   "prefixes": [], "ipv6_prefixes": []})"}) {
    EXPECT_THAT(ErrorOf<AwsRanges>(document), HasSubstr("file: "));
  }
  EXPECT_THAT(ErrorOf<AwsRanges>(std::string(5000, '[')), HasSubstr("no JSON"));
}

// A list that is taken says nothing that no list of AWS could say.
void RequireRefusedOrSound(const std::string& bytes) {
  const auto ranges = AwsRanges::FromBytes(bytes, "file");
  if (!ranges.ok()) {
    EXPECT_TRUE(absl::IsInvalidArgument(ranges.status())) << ranges.status();
    return;
  }
  EXPECT_GT((*ranges)->created_seconds(), 0);
  EXPECT_GT((*ranges)->size(), 0);
  for (const char* address : {"198.51.100.7", "198.51.100.70", "192.88.40.1",
                              "2600:1f18::1", "8.8.8.8"}) {
    const auto* range = (*ranges)->Find(ParseAddress(address).value());
    if (range == nullptr) continue;
    EXPECT_TRUE(IsAwsRangeService(range->service)) << range->service;
    EXPECT_TRUE(IsAwsRegion(range->region)) << range->region;
  }
}

TEST(AwsRanges, SurviveFlipsAndCuts) {
  std::mt19937 random(8);
  for (int i = 0; i < 100; ++i) {
    std::string flipped(kAwsList);
    flipped[random() % flipped.size()] ^= static_cast<char>(1U << random() % 8);
    RequireRefusedOrSound(flipped);
    const std::string_view cut = kAwsList.substr(0, random() % kAwsList.size());
    EXPECT_FALSE(AwsRanges::FromBytes(cut, "file").ok()) << cut.size();
  }
}

}  // namespace
}  // namespace farcall
