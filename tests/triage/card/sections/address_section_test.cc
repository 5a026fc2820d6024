// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/triage/card/sections/scenes.h"
#include "triage/card/sections/sections.h"

namespace farcall {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kAddress[] = "198.51.100.7";

CardAnswer AnswerFor(AddressClass address_class) {
  Scene scene = StolenKey();
  scene.address_owners[kAddress].address_class = address_class;
  return Ec2AddressSection(scene.Input()).judgement;
}

TEST(Ec2AddressSection, JudgesByTheWorstOwner) {
  EXPECT_EQ(AnswerFor(AddressClass::kInternet), CardAnswer::kFact);
  EXPECT_EQ(AnswerFor(AddressClass::kAws), CardAnswer::kFact);
  EXPECT_EQ(AnswerFor(AddressClass::kPseudo), CardAnswer::kFact);
  EXPECT_EQ(AnswerFor(AddressClass::kOwn), CardAnswer::kNormal);
  EXPECT_EQ(AnswerFor(AddressClass::kOwnLearned), CardAnswer::kNormal);
  EXPECT_EQ(AnswerFor(AddressClass::kEc2Foreign), CardAnswer::kSuspicious);
  EXPECT_EQ(AnswerFor(AddressClass::kAnonymizer), CardAnswer::kSuspicious);
}

TEST(Ec2AddressSection, SaysWhatTheListSays) {
  Scene scene = StolenKey();
  scene.address_owners[kAddress] = {.address_class = AddressClass::kOwn,
                                    .sentence = "198.51.100.7 is the VPN."};
  EXPECT_THAT(Ec2AddressSection(scene.Input()).sentences,
              ElementsAre("198.51.100.7 is the VPN."));
}

TEST(Ec2AddressSection, AsksForTheListOfAwsWhereNothingElseFits) {
  Scene scene = StolenKey();
  scene.address_owners.clear();
  scene.has_aws_ranges = false;
  const CardSection section = Ec2AddressSection(scene.Input());
  EXPECT_EQ(section.judgement, CardAnswer::kNone);
  EXPECT_EQ(section.missing, "give `aws-ip-ranges`");
}

TEST(InstanceSection, TakesAnOwnAddressForNormal) {
  Scene scene = StolenInstanceCredentials();
  scene.finding.opening_factors.clear();
  scene.address_owners[kAddress].address_class = AddressClass::kOwnLearned;
  EXPECT_EQ(InstanceSection(scene.Input()).judgement, CardAnswer::kNormal);
}

TEST(InstanceSection, SaysWhereTheOwnerOfAnAddressIsNotKnown) {
  Scene scene = StolenInstanceCredentials();
  scene.finding.opening_factors.clear();
  scene.address_owners.clear();
  const CardSection section = InstanceSection(scene.Input());
  EXPECT_EQ(section.judgement, CardAnswer::kFact);
  EXPECT_EQ(section.missing, "whose the addresses are is not known");
}

TEST(InstanceSection, KnowsAnInstanceByItsSessionWithoutKeptCalls) {
  Scene scene = StolenInstanceCredentials();
  scene.facts.clear();
  scene.facts_since_seconds = 0;
  const CardSection section = InstanceSection(scene.Input());
  EXPECT_EQ(section.judgement, CardAnswer::kSuspicious);
  EXPECT_THAT(
      section.sentences,
      Contains("The principal is a session of the EC2 instance i-0abc12345."));
}

TEST(InstanceSection, CannotTellOfARoleWithoutKeptCalls) {
  Scene scene = StolenKeyWithoutFacts();
  scene.finding.principal = "arn:aws:iam::111122223333:role/deploy";
  scene.finding.principal_kind = PrincipalKind::kRole;
  const CardSection section = InstanceSection(scene.Input());
  EXPECT_EQ(section.judgement, CardAnswer::kNone);
  EXPECT_EQ(section.missing, "calls are not kept: `event-hours` is 0");
}

}  // namespace
}  // namespace farcall
