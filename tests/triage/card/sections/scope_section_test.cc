// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/triage/card/sections/scenes.h"
#include "triage/card/sections/sections.h"

namespace farcall {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;

TEST(ScopeSection, ListsAssetsOfTheWorstClassFirst) {
  Scene scene = StolenKey();
  EventFact read = CallOfAlice("s3:GetObject", 20);
  read.details.assets = {"arn:aws:s3:::logs"};
  scene.Call(read);
  const CardSection section = ScopeSection(scene.Input());
  ASSERT_EQ(section.rows.size(), 3u);
  EXPECT_THAT(
      section.rows[1],
      ElementsAre("arn:aws:iam::111122223333:user/svc-backup2", "PERSISTENCE",
                  "2", "2026-11-28 20:30 UTC", "2026-11-28 20:32 UTC"));
  EXPECT_EQ(section.rows[2][0], "arn:aws:s3:::logs");
}

TEST(ScopeSection, TellsAssetsThatWereTouchedBefore) {
  Scene scene = StolenKey();
  scene.facts.front().details.assets = {
      "arn:aws:iam::111122223333:user/svc-backup2"};
  EXPECT_THAT(ScopeSection(scene.Input()).sentences,
              Contains("The calls touched 1 asset, 0 of them not in the kept "
                       "hours before."));
}

TEST(ScopeSection, TellsAssetsThatAreCritical) {
  Scene scene = StolenKey();
  CardInput input = scene.Input();
  input.critical_assets = {
      {"arn:aws:iam::111122223333:user/svc-backup2", "backups"},
      {"arn:aws:s3:::not-touched", ""}};
  EXPECT_THAT(ScopeSection(input).sentences,
              Contains("Critical by your list: "
                       "arn:aws:iam::111122223333:user/svc-backup2 "
                       "(backups)."));
}

TEST(AskSection, IsAddressedToTheContactOfThePrincipal) {
  Scene scene = StolenKey();
  CardInput input = scene.Input();
  input.contact = "#team-payments";
  const CardSection section = AskSection(input);
  EXPECT_EQ(section.sentences.front(), "To: #team-payments");
  EXPECT_EQ(section.missing, "");
}

TEST(ScopeSection, SaysHowManyCallsAreNotKept) {
  Scene scene = StolenKey();
  CardInput input = scene.Input();
  input.facts_not_kept = 7;
  EXPECT_THAT(ScopeSection(input).sentences,
              Contains("7 further calls are not kept."));
}

TEST(ParametersSection, TakesTheSameParametersForNormal) {
  Scene scene = Traveller();
  for (EventFact& fact : scene.facts) fact.details.parameters_fingerprint = 5;
  const CardSection section = ParametersSection(scene.Input());
  EXPECT_EQ(section.judgement, CardAnswer::kNormal);
  EXPECT_THAT(section.sentences,
              ElementsAre("3 calls of s3:GetObject had the same parameters as "
                          "2 other calls of the principal."));
}

TEST(ParametersSection, TellsParametersThatAreNotNew) {
  Scene scene = StolenKey();
  scene.facts.front().details.parameters = {"userName=svc-backup2"};
  EXPECT_THAT(ParametersSection(scene.Input()).sentences,
              Contains("Parameters that are kept: userName=svc-backup2."));
}

TEST(ParametersSection, DoesNotCallAnAssetUnknownThatOthersName) {
  Scene scene = StolenKey();
  scene.asset_uses.begin()->second.uses.push_back({.principal = kBob});
  EXPECT_EQ(
      ParametersSection(scene.Input()).counts.at("calls_to_unknown_assets"), 0);
}

}  // namespace
}  // namespace farcall
