// SPDX-License-Identifier: Apache-2.0
#include "triage/card/new_principal_section.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/triage/card/card_scene.h"

namespace farcall {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kGet[] = "s3:GetObject";
constexpr char kKey[] = "iam:CreateAccessKey";

TermUse UseBy(const std::string& name) {
  return {.principal = "arn:aws:iam::111122223333:user/" + name,
          .principal_kind = PrincipalKind::kUser,
          .account = "111122223333",
          .origin = "VN"};
}

// Two days in the firm.
CardScene NewAlice() {
  CardScene alice;
  alice.CallAtWork(2, kGet);
  for (int other = 0; other < 5; ++other) {
    alice.CallByAnother(kBegan - 20 * kDay, kGet);
    alice.CallByAnother(kBegan - 3 * kDay, kGet);
  }
  return alice;
}

TEST(NewPrincipalSection, IsNormalOfANewEmployeeWhoDoesWhatOthersDo) {
  CardScene alice = NewAlice();
  alice.CallInFinding(kBegan, kGet);
  TermUse elsewhere = UseBy("carol");
  elsewhere.account = "444455556666";
  alice.origin_uses.uses = {UseBy("alice"), UseBy("bob"), elsewhere};
  TermUse old = UseBy("dora");
  old.first_seconds = kBegan - 90 * kDay;
  TermUse recent = UseBy("bob");
  recent.first_seconds = kBegan - 20 * kDay;
  alice.principals.uses = {UseBy("alice"), recent, old, elsewhere};
  const CardSection section = NewPrincipalSection(alice.Input());
  EXPECT_EQ(section.key, "new_principal");
  EXPECT_EQ(section.judgement, CardAnswer::kNormal);
  EXPECT_THAT(
      section.sentences,
      ElementsAre("alice was first seen 3 days before the finding; 16 other "
                  "calls.",
                  "1 peer and 1 other principal of the organisation called "
                  "from VN in 180 days.",
                  "1 of its 2 peers is as new: first seen in the 30 days "
                  "before the finding.",
                  "Others called 1 of its 1 command before."));
  EXPECT_THAT(section.missing, IsEmpty());
}

TEST(NewPrincipalSection, IsAFactOfANewPrincipalThatDoesWhatNobodyElseDoes) {
  CardScene alice = NewAlice();
  alice.CallInFinding(kBegan, kGet);
  alice.CallInFinding(kBegan + 60, kKey);
  const CardSection section = NewPrincipalSection(alice.Input());
  EXPECT_EQ(section.judgement, CardAnswer::kFact);
  EXPECT_THAT(
      section.sentences,
      ElementsAre("alice was first seen 3 days before the finding; 16 other "
                  "calls.",
                  "0 peers and 0 other principals of the organisation called "
                  "from VN in 180 days.",
                  "Others called 1 of its 2 commands before.",
                  "Sensitive, and hardly called by others: "
                  "iam:CreateAccessKey."));
  EXPECT_EQ(section.missing,
            "when each of its peers was first seen is not kept");
}

TEST(NewPrincipalSection, IsAFactOfHarmThatOnlyOneOtherDoes) {
  CardScene alice = NewAlice();
  alice.CallByAnother(kBegan - 20 * kDay, kKey);
  alice.CallInFinding(kBegan, kKey);
  EXPECT_EQ(NewPrincipalSection(alice.Input()).judgement, CardAnswer::kFact);
  alice.CallByAnother(kBegan - 20 * kDay, kKey);
  EXPECT_EQ(NewPrincipalSection(alice.Input()).judgement, CardAnswer::kNormal);
}

TEST(NewPrincipalSection, IsNormalOfHarmThatIsItsDailyWork) {
  CardScene alice = NewAlice();
  alice.CallByAnother(kBegan - 20 * kDay, kKey);
  for (int64_t hour = 1; hour <= 4; ++hour) {
    alice.Call(kBegan - hour * kHour, kKey);
  }
  alice.CallInFinding(kBegan, kKey);
  EXPECT_EQ(NewPrincipalSection(alice.Input()).judgement, CardAnswer::kFact);
  alice.Call(kBegan - 5 * kHour, kKey);
  EXPECT_EQ(NewPrincipalSection(alice.Input()).judgement, CardAnswer::kNormal);
}

TEST(NewPrincipalSection, IsSuspiciousOfAKnownPersonInANewPlace) {
  CardScene alice;
  alice.CallAtWork(60, kGet);
  alice.CallInFinding(kBegan, kKey);
  alice.origin_uses = {.uses = {UseBy("bob"), UseBy("carol")}, .more = true};
  const CardSection section = NewPrincipalSection(alice.Input());
  EXPECT_EQ(section.judgement, CardAnswer::kSuspicious);
  EXPECT_THAT(
      section.sentences,
      ElementsAre("alice was first seen 61 days before the finding; 352 other "
                  "calls.",
                  "At least 2 peers and 0 other principals of the organisation "
                  "called from VN in 180 days."));
  EXPECT_THAT(section.missing, IsEmpty());
}

TEST(NewPrincipalSection, IsAFactOfAKnownPersonInAKnownPlace) {
  CardScene alice;
  alice.CallAtWork(60, kGet);
  alice.Call(kBegan - 20 * kDay, kGet, "VN");
  alice.CallInFinding(kBegan, kKey);
  EXPECT_EQ(NewPrincipalSection(alice.Input()).judgement, CardAnswer::kFact);
}

TEST(NewPrincipalSection, IsSuspiciousOfAPrincipalThatWasDormant) {
  CardScene alice;
  alice.Call(kBegan - 97 * kDay - 60, kGet, "VN");
  alice.CallInFinding(kBegan, kGet);
  alice.CallInFinding(kBegan + 3 * kHour, kGet);
  const CardSection section = NewPrincipalSection(alice.Input());
  EXPECT_EQ(section.judgement, CardAnswer::kSuspicious);
  EXPECT_THAT(
      section.sentences,
      ElementsAre("alice was first seen 97 days before the finding; 1 other "
                  "call.",
                  "Before the finding, it had not called for 97 days.",
                  "0 peers and 0 other principals of the organisation called "
                  "from VN in 180 days."));
  EXPECT_EQ(section.counts.at("dormant_days"), 97);
}

TEST(NewPrincipalSection, KnowsACallFromHomeInTheHourOfTheFinding) {
  CardScene alice;
  alice.Call(kBegan - 97 * kDay, kGet, "VN");
  alice.Call(kBegan - 60, kGet, "DE");
  alice.CallInFinding(kBegan, kGet);
  EXPECT_EQ(NewPrincipalSection(alice.Input()).judgement, CardAnswer::kFact);
}

TEST(NewPrincipalSection, IsAFactOfAPrincipalThatBeganWithTheFinding) {
  CardScene backup("arn:aws:iam::111122223333:user/svc-backup2");
  backup.CallInFinding(kBegan, kKey);
  const CardSection section = NewPrincipalSection(backup.Input());
  EXPECT_EQ(section.judgement, CardAnswer::kFact);
  EXPECT_EQ(section.sentences.front(),
            "svc-backup2 was first seen with this finding; 0 other calls.");
}

TEST(NewPrincipalSection, CannotBeSaidOfWhoIsNotKnown) {
  const CardScene nobody;
  const CardSection section = NewPrincipalSection(nobody.Input());
  EXPECT_EQ(section.judgement, CardAnswer::kNone);
  EXPECT_EQ(section.missing, "0 calls of alice are known, 1 is needed");
  EXPECT_THAT(section.sentences, IsEmpty());
}

}  // namespace
}  // namespace farcall
