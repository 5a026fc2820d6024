// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "geo/ownership/address_owner.h"
#include "tests/geo/ownership/made_up_lists.h"

namespace farcall {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kInstance[] = "i-0dbc91f429e48eeed";
constexpr char kAccount[] = "111122223333";
constexpr char kNat[] = "63.32.5.7";

OwnershipLists Lists() {
  return {.own_addresses = Parsed<OwnAddresses>(
              "198.51.100.8,444455556666,nat-0abc,ap-southeast-1,payments\n"
              "192.88.40.128/25,,office\n"
              "10.20.0.0/16,,vpn\n"),
          .aws_ranges = Parsed<AwsRanges>(kAwsList),
          .anonymizer_exits = Parsed<AnonymizerExits>("185.220.101.4\n"),
          .contacts = nullptr,
          .critical_assets = nullptr};
}

AddressQuestion About(std::string_view address) {
  return {.source_address = address, .now_seconds = At(2026, 11, 26)};
}

AddressOwner OwnerOf(std::string_view address) {
  return OwnerOf(About(address), Lists(), nullptr);
}

AddressClass ClassOf(std::string_view address) {
  return OwnerOf(address).address_class;
}

// What calls of an instance of the role `web` showed of an address.
LearnedAddress UsedFromTo(const std::string& address, int64_t first_seconds,
                          int64_t last_seconds) {
  return {.address = address,
          .instance = kInstance,
          .role = "web",
          .account = kAccount,
          .first_seconds = first_seconds,
          .last_seconds = last_seconds};
}

TEST(AddressClass, OfAnInstanceThatIsNotOwn) {
  const AddressOwner owner = OwnerOf("198.51.100.7");
  EXPECT_EQ(owner.address_class, AddressClass::kEc2Foreign);
  EXPECT_EQ(owner.region, "ap-southeast-1");
  EXPECT_EQ(owner.sentence,
            "198.51.100.7 is EC2 ap-southeast-1 by AWS's list of 2026-11-20, "
            "and your instances did not use it for a day; it is none of 3 own "
            "addresses: an instance that is not yours.");
  const AddressOwner nothing_own =
      OwnerOf(About("198.51.100.7"),
              {.aws_ranges = Parsed<AwsRanges>(kAwsList)}, nullptr);
  EXPECT_EQ(nothing_own.address_class, AddressClass::kEc2Foreign);
  EXPECT_THAT(nothing_own.sentence,
              HasSubstr("without `own-addresses` it may still be yours"));
}

TEST(AddressClass, OfTheOwnListComesBeforeThatOfAws) {
  const AddressOwner owner = OwnerOf("198.51.100.8");
  EXPECT_EQ(owner.address_class, AddressClass::kOwn);
  EXPECT_EQ(owner.account, "444455556666");
  EXPECT_EQ(owner.region, "ap-southeast-1");
  EXPECT_EQ(owner.sentence,
            "198.51.100.8 is nat-0abc (payments) of account 444455556666 in "
            "ap-southeast-1, by the list of own addresses.");
}

TEST(AddressClass, OfAnAccountThatThePrincipalDoesNotCallInIsTold) {
  const std::vector<std::string> accounts = {kAccount};
  AddressQuestion question = About("198.51.100.8");
  question.accounts = accounts;
  EXPECT_THAT(OwnerOf(question, Lists(), nullptr).sentence,
              HasSubstr("The principal's calls are not in that account."));
  const std::vector<std::string> more = {kAccount, "444455556666"};
  question.accounts = more;
  EXPECT_THAT(OwnerOf(question, Lists(), nullptr).sentence,
              Not(HasSubstr("not in that account")));
}

TEST(AddressClass, OfAnOverrideThatSaysOwnIsOwn) {
  AddressQuestion question = About("8.8.8.8");
  question.origin = "@own:berlin";
  const AddressOwner owner = OwnerOf(question, Lists(), nullptr);
  EXPECT_EQ(owner.address_class, AddressClass::kOwn);
  EXPECT_EQ(owner.sentence,
            "8.8.8.8 is your own by the overrides: @own:berlin.");
  question.origin = "@vpn:berlin";
  EXPECT_EQ(OwnerOf(question, Lists(), nullptr).address_class,
            AddressClass::kInternet);
}

TEST(AddressClass, OfARangeThatWasBroughtToAws) {
  // AWS's list names no service for it, unless the own list has it.
  const AddressOwner owner = OwnerOf("192.88.40.1");
  EXPECT_EQ(owner.address_class, AddressClass::kAws);
  EXPECT_EQ(owner.sentence,
            "192.88.40.1 is of AWS, eu-central-1, by AWS's list of "
            "2026-11-20, and not of EC2.");
  EXPECT_EQ(ClassOf("192.88.40.200"), AddressClass::kOwn);
}

TEST(AddressClass, OfAServiceOfAws) {
  const AddressOwner owner = OwnerOf("198.51.100.70");
  EXPECT_EQ(owner.address_class, AddressClass::kAws);
  EXPECT_EQ(owner.region, "GLOBAL");
  EXPECT_THAT(owner.sentence, HasSubstr("of AWS, CLOUDFRONT GLOBAL, by"));
}

TEST(AddressClass, OfIpv6AndIpv4Mapped) {
  EXPECT_EQ(ClassOf("2600:1f18::7"), AddressClass::kEc2Foreign);
  EXPECT_EQ(ClassOf("2a02:8100::1"), AddressClass::kInternet);
  EXPECT_EQ(ClassOf("::ffff:198.51.100.7"), AddressClass::kEc2Foreign);
  EXPECT_EQ(ClassOf("::ffff:198.51.100.8"), AddressClass::kOwn);
}

TEST(AddressClass, OfAnAnonymizer) {
  const AddressOwner owner = OwnerOf("185.220.101.4");
  EXPECT_EQ(owner.address_class, AddressClass::kAnonymizer);
  EXPECT_EQ(owner.sentence,
            "185.220.101.4 is in the list of anonymizers, which has 1 "
            "network.");
}

TEST(AddressClass, OfWhatIsNotOnTheInternet) {
  for (const char* pseudo :
       {"10.1.2.3", "fd00::1", "cloudformation.amazonaws.com", "AWS Internal",
        "x.aws.internal"}) {
    EXPECT_EQ(ClassOf(pseudo), AddressClass::kPseudo) << pseudo;
  }
  EXPECT_EQ(ClassOf("10.20.1.1"), AddressClass::kOwn);
  for (const char* unknown : {"", "203.0.113.9", "my desk\n", "010.0.0.1"}) {
    EXPECT_EQ(ClassOf(unknown), AddressClass::kUnknown) << unknown;
  }
  EXPECT_EQ(OwnerOf("").sentence, "");
  EXPECT_EQ(OwnerOf("my desk\n").sentence, "\"my desk?\" is not an address.");
}

TEST(AddressClass, BehindAVpcEndpointSaysNothing) {
  AddressQuestion question = About("10.20.1.1");
  question.origin = "@vpce:vpce-0123456789abcdef0";
  EXPECT_EQ(OwnerOf(question, Lists(), nullptr).address_class,
            AddressClass::kPseudo);
}

TEST(AddressClass, OfTheRestOfTheInternet) {
  EXPECT_EQ(OwnerOf("8.8.8.8").sentence,
            "8.8.8.8 is not an address of AWS by AWS's list of 2026-11-20; "
            "ranges that customers bring to AWS are in no list.");
  const AddressOwner without = OwnerOf(About("8.8.8.8"), {}, nullptr);
  EXPECT_EQ(without.address_class, AddressClass::kUnknown);
  EXPECT_THAT(without.sentence, HasSubstr("aws-ip-ranges is empty"));
}

TEST(AddressClass, ByAnOldListIsSaidWithItsAge) {
  AddressQuestion question = About("198.51.100.7");
  question.now_seconds = At(2026, 12, 21);  // 30 days and some hours
  EXPECT_THAT(OwnerOf(question, Lists(), nullptr).sentence,
              Not(HasSubstr("days old")));
  question.now_seconds = At(2026, 12, 22);
  for (const char* address : {"198.51.100.7", "198.51.100.70", "8.8.8.8"}) {
    question.source_address = address;
    EXPECT_THAT(OwnerOf(question, Lists(), nullptr).sentence,
                HasSubstr(" That list is 31 days old"));
  }
}

TEST(LearnedAddress, SettlesAfterADay) {
  LearnedAddress learned =
      UsedFromTo(kNat, At(2026, 11, 1), At(2026, 11, 1, 23));
  EXPECT_EQ(OwnerOf(About(kNat), Lists(), &learned).address_class,
            AddressClass::kInternet);
  learned.last_seconds = At(2026, 11, 2);
  const AddressOwner owner = OwnerOf(About(kNat), Lists(), &learned);
  EXPECT_EQ(owner.address_class, AddressClass::kOwnLearned);
  EXPECT_EQ(owner.account, kAccount);
  EXPECT_THAT(owner.sentence,
              HasSubstr("63.32.5.7 was used by your instance "
                        "i-0dbc91f429e48eeed (role web) from 2026-11-01 to "
                        "2026-11-02."));
  EXPECT_THAT(owner.sentence, HasSubstr("It is not in AWS's list of"));
}

TEST(LearnedAddress, OfAThiefOfAnInstancesCredentialsIsNotOwn) {
  // Stolen in the morning, and used until late at night.
  const std::string thief = "91.1.2.3";
  const LearnedAddress learned =
      UsedFromTo(thief, At(2026, 11, 20, 6), At(2026, 11, 20, 23));
  EXPECT_EQ(OwnerOf(About(thief), Lists(), &learned).address_class,
            AddressClass::kInternet);
}

TEST(LearnedAddress, OfAnAnonymizerIsToldAsOne) {
  const std::string tor = "185.220.101.4";
  const LearnedAddress learned =
      UsedFromTo(tor, At(2026, 11, 1), At(2026, 11, 3));
  EXPECT_THAT(OwnerOf(About(tor), Lists(), &learned).sentence,
              HasSubstr("in the list of anonymizers as well"));
}

}  // namespace
}  // namespace farcall
