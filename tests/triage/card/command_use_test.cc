// SPDX-License-Identifier: Apache-2.0
#include "triage/card/command_use.h"

#include <gtest/gtest.h>

#include "tests/triage/card/sections/scenes.h"

namespace farcall {
namespace {

TEST(CommandUses, BeginWithTheWorstClass) {
  const Scene scene = StolenKey();
  const auto uses = CommandUses(scene.Input());
  ASSERT_EQ(uses.size(), 4u);
  EXPECT_EQ(uses[0].command, "iam:CreateAccessKey");
  EXPECT_EQ(uses[0].command_class, CommandClass::kPersistence);
  EXPECT_TRUE(uses[0].IsSensitive());
  EXPECT_EQ(uses[2].command, "iam:ListUsers");
  EXPECT_FALSE(uses[2].IsSensitive());
}

TEST(CommandUses, CountWithoutTheFinding) {
  Scene scene = Traveller();
  scene.commands["s3:GetObject"]
      .At(Attribute::kCommand)
      .CountAs(Histogram::As::kCall, "s3:GetObject", kOpened);
  const CardInput input = scene.Input();
  const auto uses = CommandUses(input);
  ASSERT_EQ(uses.size(), 1u);
  EXPECT_EQ(uses[0].calls, 3u);
  EXPECT_EQ(uses[0].own_calls, 60u);
  EXPECT_EQ(uses[0].own_hours, 60);
  EXPECT_EQ(uses[0].others_calls, 1u);
  EXPECT_EQ(OtherCallsOfPrincipal(input), 120u);
}

TEST(CommandUses, TakeNothingAwayForCallsThatCountNowhere) {
  Scene scene = Traveller();
  scene.finding.unauthenticated = true;
  EXPECT_EQ(CommandUses(scene.Input())[0].own_calls, 63u);
}

// A deploy role that assumes roles all day is not sensitive for it.
TEST(CommandUses, AreHabitsFromFiveHoursOn) {
  CommandUse use{.command_class = CommandClass::kCredentialIssue,
                 .own_hours = 4};
  EXPECT_TRUE(use.IsSensitive());
  use.own_hours = 5;
  EXPECT_FALSE(use.IsSensitive());
}

TEST(CommandUses, KnowNothingOfOthersWithoutTheirBaseline) {
  Scene scene = Traveller();
  scene.commands.clear();
  EXPECT_FALSE(CommandUses(scene.Input())[0].others_calls.has_value());
}

}  // namespace
}  // namespace farcall
