// SPDX-License-Identifier: Apache-2.0
#include "geo/overrides.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/geo/temp_folder.h"

namespace farcall {
namespace {

using ::testing::HasSubstr;

std::shared_ptr<const Overrides> Parse(std::string_view csv) {
  auto overrides = Overrides::FromBytes(csv, "feed.csv");
  EXPECT_TRUE(overrides.ok()) << overrides.status();
  return *overrides;
}

std::string ErrorOf(std::string_view csv) {
  const auto status = Overrides::FromBytes(csv, "feed.csv").status();
  EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
  return std::string(status.message());
}

std::string OriginOf(const Overrides& overrides, std::string_view address) {
  const auto* place = overrides.Find(ParseAddress(address).value());
  return place == nullptr ? "none" : place->origin;
}

TEST(Overrides, FindTheLongestPrefix) {
  const auto overrides = Parse(
      "5.0.0.0/8,FR,,,\n"
      "5.1.2.0/24,DE,,Berlin,\n"
      "5.1.0.0/16,@vpn:berlin,,,\n"
      "5.1.2.3,GB\n");
  EXPECT_EQ(overrides->size(), 4);
  EXPECT_EQ(OriginOf(*overrides, "5.9.9.9"), "FR");
  EXPECT_EQ(OriginOf(*overrides, "5.1.9.9"), "@vpn:berlin");
  EXPECT_EQ(OriginOf(*overrides, "5.1.2.9"), "DE");
  EXPECT_EQ(OriginOf(*overrides, "5.1.2.3"), "GB");
  EXPECT_EQ(OriginOf(*overrides, "6.1.2.3"), "none");
  EXPECT_EQ(overrides->Find(ParseAddress("5.1.2.9").value())->city, "Berlin");
}

TEST(Overrides, KeepTheFamiliesApart) {
  const auto overrides = Parse("::/0,FR\n2a02::/16,DE\n0.0.0.0/0,GB\n");
  EXPECT_EQ(OriginOf(*overrides, "2a02::1"), "DE");
  EXPECT_EQ(OriginOf(*overrides, "2a03::1"), "FR");
  EXPECT_EQ(OriginOf(*overrides, "8.8.8.8"), "GB");
  EXPECT_EQ(OriginOf(*overrides, "::ffff:8.8.8.8"), "GB");
}

TEST(Overrides, ReadWhatRfc8805Allows) {
  const auto overrides = Parse(
      "\xef\xbb\xbf# our networks\r\n"
      "\r\n"
      "5.1.2.0/24,de,DE-BE,\"Berlin, Mitte\",10117,more # a comment\r\n"
      "5.1.3.0/24,,,,\n"
      "5.1.4.0/24,FR");
  EXPECT_EQ(OriginOf(*overrides, "5.1.2.1"), "DE");
  EXPECT_EQ(overrides->Find(ParseAddress("5.1.2.1").value())->city,
            "Berlin, Mitte");
  EXPECT_EQ(OriginOf(*overrides, "5.1.3.1"), "@unknown");
  EXPECT_EQ(OriginOf(*overrides, "5.1.4.1"), "FR");
  EXPECT_EQ(Parse("")->size(), 0);
}

TEST(Overrides, NameFileLineValueAndReason) {
  EXPECT_EQ(ErrorOf("# one\n5.1.2.3/24,DE,,,\n"),
            "overrides feed.csv, line 2: prefix \"5.1.2.3/24\": host bits are "
            "set; the network is 5.1.2.0/24");
  EXPECT_EQ(ErrorOf("5.1.2.0/24,EU\n"),
            "overrides feed.csv, line 1: country \"EU\": want two letters of "
            "ISO 3166-1 or an @name");
  EXPECT_EQ(ErrorOf("5.1.2.0/24,DE\n\n5.1.2.0/24,FR\n"),
            "overrides feed.csv, line 3: prefix \"5.1.2.0/24\": already given "
            "in line 1");
}

TEST(Overrides, RefuseEveryKindOfBadLine) {
  EXPECT_THAT(ErrorOf("5.1.2.0/24\n"), HasSubstr("no country follows"));
  EXPECT_THAT(ErrorOf("here,DE\n"), HasSubstr("prefix \"here\""));
  EXPECT_THAT(ErrorOf("5.1.2.0/24,Germany\n"), HasSubstr("\"Germany\""));
  EXPECT_THAT(ErrorOf("5.1.2.0/24,@\n"), HasSubstr("after the @"));
  EXPECT_THAT(ErrorOf("5.1.2.0/24,@VPN\n"), HasSubstr("after the @"));
  EXPECT_THAT(ErrorOf("5.1.2.0/24,@" + std::string(65, 'x')),
              HasSubstr("after the @"));
  EXPECT_THAT(ErrorOf("5.1.2.0/24,DE,,\"Ber\n"), HasSubstr("quote"));
  EXPECT_THAT(ErrorOf("5.1.2.0/24,DE,,B\xffr\n"), HasSubstr("city \"B?r\""));
  EXPECT_THAT(ErrorOf("5.1.2.0/24,DE,," + std::string(129, 'x')),
              HasSubstr("at most 128 bytes"));
  EXPECT_THAT(ErrorOf(std::string(5000, ',')),
              HasSubstr("5000 bytes, the limit is 4096"));
}

TEST(Overrides, ReadTheExampleOfTheDocs) {
  const std::string docs = BytesOf(FARCALL_SOURCE_DIR "/docs/origin.md");
  const size_t start = docs.find("```\n");
  ASSERT_NE(start, std::string::npos);
  const size_t end = docs.find("```", start + 4);
  const auto overrides = Parse(docs.substr(start + 4, end - start - 4));
  EXPECT_EQ(overrides->size(), 6);
  EXPECT_EQ(OriginOf(*overrides, "192.88.41.7"), "@vpn:berlin");
}

TEST(Overrides, SayWhereAVpcEndpointIs) {
  const auto overrides = Parse(
      "vpce-a0d0,@vpc:payments,,,\n"
      "vpce-b1e1,DE,,Berlin,\n"
      "10.1.0.0/16,FR\n");
  EXPECT_EQ(overrides->size(), 3);
  ASSERT_NE(overrides->FindEndpoint("vpce-a0d0"), nullptr);
  EXPECT_EQ(overrides->FindEndpoint("vpce-a0d0")->origin, "@vpc:payments");
  EXPECT_EQ(overrides->FindEndpoint("vpce-b1e1")->city, "Berlin");
  EXPECT_EQ(overrides->FindEndpoint("vpce-c2f2"), nullptr);
  EXPECT_EQ(ErrorOf("vpce-a0d0,DE\nvpce-a0d0,FR\n"),
            "overrides feed.csv, line 2: VPC endpoint \"vpce-a0d0\": already "
            "given in line 1");
  EXPECT_THAT(ErrorOf("vpce-,DE\n"), HasSubstr("prefix \"vpce-\""));
}

TEST(Overrides, LeaveFarcallItsNames) {
  for (const char* name :
       {"@unknown", "@private", "@internal", "@service:ec2", "@vpce:vpce-1"}) {
    EXPECT_THAT(ErrorOf(std::string("5.1.2.0/24,") + name),
                HasSubstr("a name that Farcall gives itself"));
  }
}

}  // namespace
}  // namespace farcall
