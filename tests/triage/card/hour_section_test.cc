// SPDX-License-Identifier: Apache-2.0
#include "triage/card/hour_section.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/triage/card/card_scene.h"

namespace farcall {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kGet[] = "s3:GetObject";
constexpr char kKey[] = "iam:CreateAccessKey";

TEST(HourSection, IsSuspiciousOfAPersonInTheEveningOfAFreeDay) {
  CardScene alice;
  alice.CallAtWork(166, kGet);
  alice.CallInFinding(kBegan, kKey);
  const CardSection section = HourSection(alice.Input());
  EXPECT_EQ(section.key, "hour");
  EXPECT_EQ(section.judgement, CardAnswer::kSuspicious);
  EXPECT_THAT(
      section.sentences,
      ElementsAre("0 of 960 active hours of alice fell on 20:00 to 20:59 UTC, "
                  "0 within an hour of it; 90 % lie from 08:00 to 15:59 UTC.",
                  "0 % of them lie at hours as rare as this one.",
                  "0 of 960 fell on a Saturday (UTC).",
                  "Hours are known since 2026-06-15."));
  EXPECT_THAT(section.missing, IsEmpty());
  EXPECT_EQ(section.counts.at("active_hours"), 960);
}

TEST(HourSection, IsSuspiciousOfAFreeDayAtAUsualHour) {
  CardScene alice;
  alice.CallAtWork(60, kGet);
  alice.finding.first_seconds = kMidnight + 10 * kHour;
  const CardSection section = HourSection(alice.Input());
  EXPECT_EQ(section.judgement, CardAnswer::kSuspicious);
  EXPECT_THAT(
      section.sentences,
      ElementsAre("44 of 352 active hours of alice fell on 10:00 to 10:59 UTC, "
                  "132 within an hour of it; 90 % lie from 08:00 to 15:59 UTC.",
                  "100 % of them lie at hours as rare as this one.",
                  "0 of 352 fell on a Saturday (UTC).",
                  "Hours are known since 2026-09-29."));
}

TEST(HourSection, IsNormalAtWork) {
  CardScene alice;
  alice.CallAtWork(60, kGet);
  alice.finding.first_seconds = kMidnight - kDay + 10 * kHour;
  EXPECT_EQ(HourSection(alice.Input()).judgement, CardAnswer::kNormal);
}

TEST(HourSection, IsAFactAtARareHour) {
  CardScene alice;
  alice.CallAtWork(60, kGet);
  // Seven evenings and seven Saturdays, of 366 hours.
  for (int64_t day = 1; day <= 7; ++day) {
    alice.Call(kMidnight - day * kDay - 4 * kHour, kGet);
    alice.Call(kMidnight - day * 7 * kDay + 10 * kHour, kGet);
  }
  const CardSection section = HourSection(alice.Input());
  EXPECT_EQ(section.judgement, CardAnswer::kFact);
  EXPECT_EQ(section.sentences.at(1),
            "2 % of them lie at hours as rare as this one.");
}

// The hours of the finding do not make themselves usual.
TEST(HourSection, LeavesTheHoursOfTheFindingOut) {
  CardScene alice;
  alice.CallAtWork(60, kGet);
  for (int64_t hour = 0; hour < 100; ++hour) {
    alice.CallInFinding(kBegan + hour * kHour, kKey);
  }
  const CardSection section = HourSection(alice.Input());
  EXPECT_EQ(section.judgement, CardAnswer::kSuspicious);
  EXPECT_EQ(section.counts.at("active_hours"), 352);
}

TEST(HourSection, CannotBeSaidOfFewHours) {
  CardScene alice;
  for (int64_t hour = 0; hour < 34; ++hour) {
    alice.Call(kMidnight - 7 * kDay + hour * kHour, kGet);
  }
  alice.CallInFinding(kBegan, kKey);
  const CardSection section = HourSection(alice.Input());
  EXPECT_EQ(section.judgement, CardAnswer::kNone);
  EXPECT_EQ(section.missing, "34 active hours are known, 60 are needed");
  EXPECT_THAT(section.sentences, IsEmpty());
}

TEST(HourSection, CannotBeSaidOfWhoIsNotKnown) {
  const CardScene nobody;
  EXPECT_EQ(HourSection(nobody.Input()).missing,
            "0 active hours are known, 60 are needed");
}

TEST(HourSection, SaysNothingOfWhoWorksAroundTheClock) {
  CardScene alice;
  for (int64_t hour = 0; hour < 480; ++hour) {
    alice.Call(kMidnight - 30 * kDay + hour * kHour, kGet);
  }
  const CardSection section = HourSection(alice.Input());
  EXPECT_EQ(section.judgement, CardAnswer::kFact);
  EXPECT_THAT(section.sentences,
              ElementsAre("Around the clock: 33 % of the 480 active hours of "
                          "alice lie in the quietest third of the day; the "
                          "hour says nothing.",
                          "Hours are known since 2026-10-29."));
}

TEST(HourSection, SaysNothingOfRoles) {
  CardScene deploy("arn:aws:iam::111122223333:role/deploy",
                   PrincipalKind::kRole);
  deploy.CallAtWork(60, kGet);
  const CardSection section = HourSection(deploy.Input());
  EXPECT_EQ(section.judgement, CardAnswer::kFact);
  EXPECT_THAT(
      section.sentences,
      ElementsAre("Not a person but the role deploy: the hour says nothing."));
}

TEST(HourSection, SaysNothingOfToolsThatKeepInfrastructure) {
  CardScene alice;
  alice.CallAtWork(60, kGet);
  alice.CallInFinding(kBegan, kKey, "HashiCorp/1.0 Terraform/1.7.5");
  alice.CallInFinding(kBegan + 60, kGet, "HashiCorp/1.0 Terraform/1.7.5");
  EXPECT_EQ(HourSection(alice.Input()).judgement, CardAnswer::kFact);
  EXPECT_THAT(
      HourSection(alice.Input()).sentences,
      ElementsAre("2 kept calls, all by Terraform: the hour says nothing."));
  alice.CallInFinding(kBegan + 120, kGet, "aws-cli/2.15");
  EXPECT_EQ(HourSection(alice.Input()).judgement, CardAnswer::kSuspicious);
}

TEST(HourSection, ShowsAHostileNameSafely) {
  CardScene alice("arn:aws:iam::111122223333:user/a\x1b[31m\nb");
  alice.CallAtWork(60, kGet);
  EXPECT_THAT(HourSection(alice.Input()).sentences.front(),
              testing::HasSubstr(" of a?[31m?b fell on "));
}

}  // namespace
}  // namespace farcall
