// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <utility>

#include "tests/triage/card/sections/scenes.h"
#include "triage/card/sections/sections.h"

namespace farcall {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;

TEST(IdentitySection, TellsWhoIssuedTheKeyOfASession) {
  Scene scene = StolenInstanceCredentials();
  CardInput input = scene.Input();
  input.key_issuers[kSessionKey].uses = {
      {.principal = kBob, .origin = "DE", .last_seconds = kOpened - kHour}};
  EXPECT_THAT(IdentitySection(input).sentences,
              Contains("ASIAWEBEXAMPLE00 was issued by a call of bob from DE "
                       "in the hour from 2026-11-28 19:20 UTC."));
}

TEST(IdentitySection, SuspectsCallsWithoutMfaOfWhoAlwaysHasIt) {
  Scene scene = StolenKey();
  EXPECT_EQ(IdentitySection(scene.Input()).judgement, CardAnswer::kFact);
  for (int i = 0; i < 10; ++i) scene.facts.push_back(scene.facts.front());
  EXPECT_EQ(IdentitySection(scene.Input()).judgement, CardAnswer::kSuspicious);
}

TEST(IdentitySection, SaysWhereTheRecordsHaveNoKey) {
  Scene scene = StolenKey();
  for (EventFact& fact : scene.facts) {
    fact.details.access_key_id.clear();
    fact.details.mfa.reset();
  }
  const CardSection section = IdentitySection(scene.Input());
  EXPECT_EQ(section.judgement, CardAnswer::kNone);
  EXPECT_EQ(section.missing, "the records of the calls have no access key");
}

TEST(KeyInTwoPlacesSection, TakesAJourneyOfADayForNoTheft) {
  EXPECT_EQ(KeyInTwoPlacesSection(Traveller().Input()).judgement,
            CardAnswer::kFact);
}

TEST(KeyInTwoPlacesSection, SuspectsAKeyThatGoesBack) {
  Scene scene = Traveller();
  EventFact at_home = scene.facts.front();
  at_home.event_id = "back";
  at_home.at_seconds = kOpened + 10 * kHour;
  scene.facts.push_back(at_home);
  EXPECT_EQ(KeyInTwoPlacesSection(scene.Input()).judgement,
            CardAnswer::kSuspicious);
}

TEST(KeyInTwoPlacesSection, TakesAwsItselfForNoPlace) {
  Scene scene = Traveller();
  EventFact by_aws = scene.facts.back();
  by_aws.event_id = "by AWS";
  by_aws.origin = "@internal";
  scene.facts.push_back(by_aws);
  EXPECT_EQ(KeyInTwoPlacesSection(scene.Input()).judgement, CardAnswer::kFact);
}

TEST(KeyInTwoPlacesSection, SuspectsAKeyOfSeveralPrincipals) {
  Scene scene = Traveller();
  scene.key_uses[kAliceKey].uses.push_back({.principal = kBob});
  EXPECT_THAT(KeyInTwoPlacesSection(scene.Input()).sentences,
              Contains("AKIAALICEEXAMPLE also signed calls of 1 other "
                       "principal."));
}

TEST(ChainSection, FollowsKeysForTwoSteps) {
  Scene scene = StolenKey();
  auto& first = scene.issued_key_calls["AKIABACKUPEXAMPL"];
  first.back().details.issued_access_key_id = "ASIASECONDEXAMPL";
  scene.issued_key_calls["ASIASECONDEXAMPL"] = {first.front()};
  scene.issued_key_calls["ASIASECONDEXAMPL"]
      .front()
      .details.issued_access_key_id = "ASIATHIRDEXAMPLE";
  const CardSection section = ChainSection(scene.Input());
  EXPECT_EQ(section.counts.at("issued_keys"), 2);
  EXPECT_EQ(section.counts.at("used_keys"), 2);
  EXPECT_THAT(section.sentences,
              Contains("AKIABACKUPEXAMPL issued ASIASECONDEXAMPL by "
                       "s3:ListBuckets at 2026-11-28 20:50 UTC."));
}

TEST(ChainSection, EndsWhereKeysIssueEachOther) {
  Scene scene = StolenKey();
  auto& calls = scene.issued_key_calls["AKIABACKUPEXAMPL"];
  calls.back().details.issued_access_key_id = "AKIABACKUPEXAMPL";
  EXPECT_EQ(ChainSection(scene.Input()).counts.at("issued_keys"), 1);
}

TEST(ChainSection, SuspectsNoKeyThatNobodyUsed) {
  Scene scene = StolenKey();
  scene.issued_key_calls.clear();
  scene.made_identity_calls.clear();
  const CardSection section = ChainSection(scene.Input());
  EXPECT_EQ(section.judgement, CardAnswer::kFact);
  EXPECT_THAT(section.sentences,
              Contains("No call that AKIABACKUPEXAMPL signed is known."));
  EXPECT_THAT(section.sentences,
              Contains("No call of the user svc-backup2 since then is known."));
}

TEST(ChainSection, SuspectsAUserThatWasMadeAndCalledButNoRole) {
  Scene scene = StolenKey();
  scene.issued_key_calls.clear();
  CardSection section = ChainSection(scene.Input());
  EXPECT_EQ(section.judgement, CardAnswer::kSuspicious);
  EXPECT_EQ(section.counts.at("used_identities"), 1);
  const std::string role = "arn:aws:iam::111122223333:role/svc";
  auto calls =
      scene.made_identity_calls.extract(scene.made_identity_calls.begin());
  calls.key() = role;
  scene.made_identity_calls.insert(std::move(calls));
  const auto made =
      std::ranges::find(scene.facts, "iam:CreateUser", &EventFact::command);
  ASSERT_NE(made, scene.facts.end());
  made->command = "iam:CreateRole";
  made->details.assets = {role};
  section = ChainSection(scene.Input());
  EXPECT_EQ(section.judgement, CardAnswer::kFact);
  EXPECT_EQ(section.counts.at("used_identities"), 1);
  EXPECT_THAT(section.sentences,
              Contains("alice made the role svc by iam:CreateRole at "
                       "2026-11-28 20:30 UTC."));
}

TEST(ChainSection, TellsOfAPasswordForAUserWhoWasThere) {
  Scene scene = StolenKey();
  const auto made =
      std::ranges::find(scene.facts, "iam:CreateUser", &EventFact::command);
  ASSERT_NE(made, scene.facts.end());
  made->command = "iam:CreateLoginProfile";
  EXPECT_THAT(ChainSection(scene.Input()).sentences,
              Contains("alice gave a password to the user svc-backup2 by "
                       "iam:CreateLoginProfile at 2026-11-28 20:30 UTC."));
}

}  // namespace
}  // namespace farcall
