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

// A call of an instance of the role `web`.
Event CallOfInstance(int64_t at_seconds, const std::string& address) {
  Event event;
  event.event_time_seconds = at_seconds;
  event.account = kAccount;
  event.principal = "arn:aws:iam::111122223333:role/service/web";
  event.principal_kind = PrincipalKind::kRole;
  event.instance_id = kInstance;
  event.source_address = address;
  return event;
}

// What the calls of a trail teach of an address.
LearnedAddresses LearnedFrom(const std::vector<Event>& trail,
                             std::string_view address) {
  LearnedAddress learned;
  for (const Event& event : trail) {
    if (event.source_address == address && TeachesAddress(event)) {
      Learn(event, learned);
    }
  }
  if (learned.calls == 0) return {};
  return {.of_address = learned, .settled = IsSettled(learned) ? 1U : 0U};
}

TEST(AddressClass, OfAnInstanceThatIsNotOwn) {
  const AddressOwner owner = OwnerOf("198.51.100.7");
  EXPECT_EQ(owner.address_class, AddressClass::kEc2Foreign);
  EXPECT_EQ(owner.region, "ap-southeast-1");
  EXPECT_EQ(owner.sentence,
            "198.51.100.7 is EC2 ap-southeast-1 by AWS's list of 2026-11-20, "
            "and none of 3 own and 0 learned addresses: an instance that is "
            "not yours.");
  const AddressOwner nothing_own =
      OwnerOf(About("198.51.100.7"),
              {.aws_ranges = Parsed<AwsRanges>(kAwsList)}, nullptr);
  EXPECT_EQ(nothing_own.address_class, AddressClass::kEc2Foreign);
  EXPECT_THAT(nothing_own.sentence, HasSubstr("cannot be said whose instance"));
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
  std::vector<Event> trail = {CallOfInstance(At(2026, 11, 1), kNat),
                              CallOfInstance(At(2026, 11, 1, 23), kNat)};
  LearnedAddresses learned = LearnedFrom(trail, kNat);
  EXPECT_EQ(OwnerOf(About(kNat), Lists(), &learned).address_class,
            AddressClass::kInternet);
  trail.push_back(CallOfInstance(At(2026, 11, 2), kNat));
  learned = LearnedFrom(trail, kNat);
  const AddressOwner owner = OwnerOf(About(kNat), Lists(), &learned);
  EXPECT_EQ(owner.address_class, AddressClass::kOwnLearned);
  EXPECT_EQ(owner.account, kAccount);
  EXPECT_THAT(owner.sentence,
              HasSubstr("63.32.5.7 was used by your instance "
                        "i-0dbc91f429e48eeed (role web) from 2026-11-01 on, 3 "
                        "calls."));
  EXPECT_THAT(owner.sentence, HasSubstr("It is not in AWS's list of"));
}

TEST(LearnedAddress, OfAThiefOfAnInstancesCredentialsIsNotOwn) {
  std::vector<Event> trail;
  for (int day = 1; day <= 20; ++day) {
    trail.push_back(CallOfInstance(At(2026, 11, day), kNat));
  }
  // Stolen in the morning, and used until late at night.
  const std::string thief = "91.1.2.3";
  for (int hour = 6; hour < 24; ++hour) {
    trail.push_back(CallOfInstance(At(2026, 11, 20, hour), thief));
  }
  const LearnedAddresses of_thief = LearnedFrom(trail, thief);
  EXPECT_EQ(OwnerOf(About(thief), Lists(), &of_thief).address_class,
            AddressClass::kInternet);
  const LearnedAddresses of_nat = LearnedFrom(trail, kNat);
  EXPECT_EQ(OwnerOf(About(kNat), Lists(), &of_nat).address_class,
            AddressClass::kOwnLearned);
}

TEST(LearnedAddress, OfAnAnonymizerIsToldAsOne) {
  const std::string tor = "185.220.101.4";
  const LearnedAddresses learned =
      LearnedFrom({CallOfInstance(At(2026, 11, 1), tor),
                   CallOfInstance(At(2026, 11, 3), tor)},
                  tor);
  EXPECT_THAT(OwnerOf(About(tor), Lists(), &learned).sentence,
              HasSubstr("in the list of anonymizers as well"));
}

TEST(LearnedAddress, IsTaughtByOwnInstancesAlone) {
  const Event good = CallOfInstance(At(2026, 11, 1), kNat);
  EXPECT_TRUE(TeachesAddress(good));

  Event by_delivery = good;
  by_delivery.instance_id.clear();
  EXPECT_FALSE(TeachesAddress(by_delivery)) << "a role that is no instance's";
  by_delivery.details.ec2_role_delivery = "2.0";
  EXPECT_TRUE(TeachesAddress(by_delivery));

  Event of_others = good;
  of_others.principal = "arn:aws:iam::999988887777:role/web";
  EXPECT_FALSE(TeachesAddress(of_others)) << "an instance of another account";
  of_others = good;
  of_others.account.clear();
  EXPECT_FALSE(TeachesAddress(of_others));

  Event unauthenticated = good;
  unauthenticated.unauthenticated = true;
  EXPECT_FALSE(TeachesAddress(unauthenticated));

  Event by_aws = good;
  by_aws.invoked_by_aws = true;
  EXPECT_FALSE(TeachesAddress(by_aws));

  Event chosen = good;
  chosen.vpc_endpoint_id = "vpce-0123456789abcdef0";
  EXPECT_FALSE(TeachesAddress(chosen)) << "the VPC's owner chose the address";

  for (const char* address : {"10.0.0.1", "ec2.amazonaws.com", ""}) {
    EXPECT_FALSE(TeachesAddress(CallOfInstance(At(2026, 11, 1), address)));
  }
}

TEST(LearnedAddress, CountsCallsInAnyOrder) {
  LearnedAddress learned;
  Event session = CallOfInstance(At(2026, 11, 5), kNat);
  session.principal =
      "arn:aws:sts::111122223333:assumed-role/web/i-0dbc91f429e48eeed";
  Learn(session, learned);
  Event earlier = CallOfInstance(At(2026, 11, 2), kNat);
  earlier.principal = "arn:aws:iam::111122223333:role/old";
  Learn(earlier, learned);
  EXPECT_EQ(learned, (LearnedAddress{.address = kNat,
                                     .instance = kInstance,
                                     .role = "web",
                                     .account = kAccount,
                                     .first_seconds = At(2026, 11, 2),
                                     .last_seconds = At(2026, 11, 5),
                                     .calls = 2}));
}

}  // namespace
}  // namespace farcall
