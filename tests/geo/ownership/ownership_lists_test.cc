// SPDX-License-Identifier: Apache-2.0
#include "geo/ownership/ownership_lists.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/geo/ownership/made_up_lists.h"
#include "tests/geo/temp_folder.h"

namespace farcall {
namespace {

using ::testing::HasSubstr;

Address Of(std::string_view address) { return ParseAddress(address).value(); }

// The list in a code block of docs/addresses.md that begins with `first`.
std::string InDocs(std::string_view first) {
  const std::string docs = BytesOf(FARCALL_SOURCE_DIR "/docs/addresses.md");
  const size_t begin = docs.find("```\n" + std::string(first));
  EXPECT_NE(begin, docs.npos) << first;
  return docs.substr(begin + 4, docs.find("```", begin + 4) - begin - 4);
}

TEST(OwnAddresses, SayOfTheLongestPrefixWhatTheLineSays) {
  const auto own = Parsed<OwnAddresses>(
      "# ours\n"
      "192.88.40.0/22,444455556666\n"
      "192.88.41.7,444455556666,nat-0abc,eu-central-1,\"payments, live\"\n"
      "\n"
      "2a02:8100:12::/48,,office\n");
  EXPECT_EQ(own->size(), 3);
  const auto* nat = own->Find(Of("192.88.41.7"));
  ASSERT_NE(nat, nullptr);
  EXPECT_EQ(nat->account, "444455556666");
  EXPECT_EQ(nat->resource, "nat-0abc");
  EXPECT_EQ(nat->region, "eu-central-1");
  EXPECT_EQ(nat->note, "payments, live");
  EXPECT_EQ(own->Find(Of("192.88.41.8"))->resource, "");
  EXPECT_EQ(own->Find(Of("2a02:8100:12::1"))->resource, "office");
  EXPECT_EQ(own->Find(Of("192.88.44.1")), nullptr);
}

TEST(OwnAddresses, NameFileLineValueAndReason) {
  EXPECT_EQ(ErrorOf<OwnAddresses>("192.88.40.0/24,4444\n"),
            "own addresses file, line 1: account \"4444\": want 12 digits");
  const auto error = [](const char* line) {
    return ErrorOf<OwnAddresses>(line);
  };
  EXPECT_THAT(error("192.88.40.1/24"), HasSubstr("host bits are set"));
  EXPECT_THAT(error("0.0.0.0/0"), HasSubstr("all addresses are in it"));
  EXPECT_THAT(error("::/0"), HasSubstr("all addresses are in it"));
  EXPECT_THAT(error("1.2.3.4,,,eu central"), HasSubstr("region"));
  EXPECT_THAT(error("1.2.3.4,,nat\x01"), HasSubstr("resource \"nat?\""));
  EXPECT_THAT(error("1.2.3.4,,,,a,b"), HasSubstr("more follows"));
  EXPECT_THAT(error("1.2.3.4\n\n1.2.3.4/32\n"),
              HasSubstr("already given in line 1"));
}

TEST(AnonymizerExits, HoldAddressesAndPrefixes) {
  const auto exits = Parsed<AnonymizerExits>(
      "# exits\n185.220.101.4\n185.220.101.4\n2a0b:f4c2::/32 # a network\n");
  EXPECT_EQ(exits->size(), 2);
  EXPECT_TRUE(exits->Contain(Of("185.220.101.4")));
  EXPECT_FALSE(exits->Contain(Of("185.220.101.5")));
  EXPECT_TRUE(exits->Contain(Of("2a0b:f4c2::7")));
  EXPECT_THAT(ErrorOf<AnonymizerExits>("1.2.3.4\nexit\n"),
              HasSubstr("anonymizer exits file, line 2: prefix \"exit\""));
  EXPECT_THAT(ErrorOf<AnonymizerExits>("1.2.3.4,x"), HasSubstr("more follows"));
  EXPECT_THAT(ErrorOf<AnonymizerExits>("::/0"), HasSubstr("all addresses"));
}

TEST(Contacts, AreThoseOfTheLongestBeginning) {
  const std::string deploy = "arn:aws:iam::111122223333:role/deploy";
  const auto contacts = Parsed<Contacts>(
      "arn:aws:iam::111122223333:,cloud@example.com\n" + deploy +
      ",\"#deployments\"\n" + deploy + "-old,nobody@example.com\n");
  EXPECT_EQ(contacts->AddressFor(deploy), "#deployments");
  EXPECT_EQ(contacts->AddressFor(deploy + "-2"), "#deployments");
  EXPECT_EQ(contacts->AddressFor("arn:aws:iam::111122223333:user/alice"),
            "cloud@example.com");
  EXPECT_EQ(contacts->AddressFor("arn:aws:iam::111122223333"), "");
  EXPECT_EQ(contacts->AddressFor(""), "");
  const auto with_default = Parsed<Contacts>(",soc@example.com\n");
  EXPECT_EQ(with_default->AddressFor(deploy), "soc@example.com");
}

TEST(Contacts, NameFileLineValueAndReason) {
  EXPECT_THAT(ErrorOf<Contacts>("alice\n"),
              HasSubstr("contacts file, line 1: prefix \"alice\": want"));
  EXPECT_THAT(ErrorOf<Contacts>("alice,\n"), HasSubstr("want prefix,address"));
  EXPECT_THAT(ErrorOf<Contacts>("alice,#room\n"), HasSubstr("wants quotes"));
  EXPECT_THAT(ErrorOf<Contacts>("a,b,c\n"), HasSubstr("want prefix,address"));
  EXPECT_THAT(ErrorOf<Contacts>("a,b\na,c\n"), HasSubstr("given in line 1"));
  EXPECT_THAT(ErrorOf<Contacts>("a," + std::string(257, 'x')),
              HasSubstr("address \"xxx"));
}

TEST(CriticalAssets, AreTold) {
  const auto assets = Parsed<CriticalAssets>(
      "arn:aws:s3:::payments-,card data\narn:aws:s3:::payments-logs\n");
  ASSERT_NE(assets->NoteOn("arn:aws:s3:::payments-live"), nullptr);
  EXPECT_EQ(*assets->NoteOn("arn:aws:s3:::payments-live"), "card data");
  EXPECT_EQ(*assets->NoteOn("arn:aws:s3:::payments-logs/x"), "");
  EXPECT_EQ(assets->NoteOn("arn:aws:s3:::other"), nullptr);
  EXPECT_THAT(ErrorOf<CriticalAssets>(",all\n"), HasSubstr("want prefix"));
  EXPECT_THAT(ErrorOf<CriticalAssets>("a,b,c\n"), HasSubstr("want prefix"));
  EXPECT_THAT(ErrorOf<CriticalAssets>("a\na\n"), HasSubstr("given in line 1"));
}

TEST(OwnershipLists, AreReadAsTheDocsShowThem) {
  EXPECT_EQ(Parsed<OwnAddresses>(InDocs("# own addresses"))->size(), 3);
  EXPECT_EQ(Parsed<Contacts>(InDocs("# contacts"))->size(), 3);
  EXPECT_EQ(Parsed<CriticalAssets>(InDocs("# critical assets"))->size(), 2);
}

}  // namespace
}  // namespace farcall
