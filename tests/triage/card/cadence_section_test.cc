// SPDX-License-Identifier: Apache-2.0
#include "triage/card/cadence_section.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/triage/card/card_scene.h"

namespace farcall {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kPut[] = "s3:PutBucketPolicy";
constexpr char kKey[] = "iam:CreateAccessKey";

// On Tuesdays at 03:20 UTC, in 20 of 23 weeks, an hour early or late in some.
void AddWeeklyRuns(CardScene& scene) {
  for (int64_t week = 23; week > 0; --week) {
    if (week % 8 == 5) continue;
    scene.Call(kMidnight - week * 7 * kDay + 3 * kDay + 3 * kHour + 1200 +
                   (week % 3 - 1) * kHour,
               kPut);
  }
}

CardScene Housekeeper() {
  CardScene housekeeper("arn:aws:iam::111122223333:role/housekeeper",
                        PrincipalKind::kRole);
  AddWeeklyRuns(housekeeper);
  return housekeeper;
}

// The next Tuesday at an hour.
int64_t TuesdayAt(int64_t hour) { return kMidnight + 3 * kDay + hour * kHour; }

void BeginAt(int64_t at_seconds, CardScene& scene) {
  scene.finding.first_seconds = at_seconds;
  scene.finding.last_seconds = at_seconds;
}

TEST(CadenceSection, IsNormalOfAWeeklyRunAtItsTime) {
  CardScene housekeeper = Housekeeper();
  BeginAt(TuesdayAt(3), housekeeper);
  housekeeper.CallInFinding(TuesdayAt(3) + 600, kPut);
  const CardSection section = CadenceSection(housekeeper.Input());
  EXPECT_EQ(section.key, "cadence");
  EXPECT_EQ(section.judgement, CardAnswer::kNormal);
  EXPECT_THAT(section.sentences,
              ElementsAre("s3:PutBucketPolicy, every week: 20 of 23 weeks "
                          "since 2026-06-23, at Tuesday 03:00 ± 1 h UTC; this "
                          "run is at that time. p < 0.001."));
  EXPECT_THAT(section.missing, IsEmpty());
}

TEST(CadenceSection, DoesNotExcuseAThiefAtAnotherTime) {
  CardScene housekeeper = Housekeeper();
  housekeeper.CallInFinding(kBegan, kPut);
  const CardSection section = CadenceSection(housekeeper.Input());
  EXPECT_EQ(section.judgement, CardAnswer::kFact);
  EXPECT_THAT(section.sentences,
              ElementsAre(testing::HasSubstr(
                  "; this run is not at that time. p < 0.001.")));
}

TEST(CadenceSection, DoesNotExcuseAThiefWhoAlsoCallsAtThatTime) {
  CardScene housekeeper = Housekeeper();
  housekeeper.CallInFinding(kBegan, kPut);
  housekeeper.CallInFinding(TuesdayAt(3), kPut);
  const CardSection section = CadenceSection(housekeeper.Input());
  EXPECT_EQ(section.judgement, CardAnswer::kFact);
  EXPECT_THAT(section.sentences,
              ElementsAre(testing::HasSubstr(
                  "; 1 of 2 runs of the finding is at that time. ")));
}

TEST(CadenceSection, DoesNotExcuseAnotherCommandAtThatTime) {
  CardScene housekeeper = Housekeeper();
  BeginAt(TuesdayAt(3), housekeeper);
  housekeeper.CallInFinding(TuesdayAt(3), kPut);
  housekeeper.CallInFinding(TuesdayAt(3) + 60, kKey);
  const CardSection section = CadenceSection(housekeeper.Input());
  EXPECT_EQ(section.judgement, CardAnswer::kFact);
  EXPECT_EQ(section.missing,
            "iam:CreateAccessKey: 0 other runs are known, 4 are needed");
}

// What is not kept may have been at any time that the counts have.
TEST(CadenceSection, CountsHoursWhereCallsAreNotKept) {
  CardScene housekeeper = Housekeeper();
  housekeeper.CallInFinding(kBegan, kPut);
  housekeeper.CallInFinding(TuesdayAt(3), kPut);
  housekeeper.facts.erase(housekeeper.facts.begin());
  EXPECT_EQ(CadenceSection(housekeeper.Input()).judgement, CardAnswer::kNormal);
  housekeeper.facts_not_kept = 1;
  EXPECT_EQ(CadenceSection(housekeeper.Input()).judgement, CardAnswer::kFact);
}

TEST(CadenceSection, ComparesWithAllThatThePrincipalDoes) {
  CardScene housekeeper = Housekeeper();
  for (int64_t hour = 0; hour < 160 * 24; hour += 2) {
    housekeeper.Call(kMidnight - 160 * kDay + hour * kHour, "s3:GetObject");
  }
  BeginAt(TuesdayAt(3), housekeeper);
  housekeeper.CallInFinding(TuesdayAt(3), kPut);
  EXPECT_THAT(CadenceSection(housekeeper.Input()).sentences,
              ElementsAre(testing::HasSubstr(
                  "; this run is at that time. p = 0.006.")));
}

TEST(CadenceSection, IsAFactOfAWideTime) {
  CardScene alice;
  // Each day within 12 hours, and nothing else.
  for (int64_t day = 60; day > 0; --day) {
    alice.Call(kMidnight - day * kDay + (6 + day * 5 % 13) * kHour, kPut);
  }
  BeginAt(kMidnight + 12 * kHour, alice);
  alice.CallInFinding(kMidnight + 12 * kHour, kPut);
  const CardSection section = CadenceSection(alice.Input());
  EXPECT_EQ(section.judgement, CardAnswer::kFact);
  EXPECT_THAT(section.sentences,
              ElementsAre("s3:PutBucketPolicy, every day: 60 of 60 days since "
                          "2026-09-29, at 12:00 ± 4 h UTC, too wide a time to "
                          "tell more. p < 0.001."));
}

TEST(CadenceSection, NamesTheDayOfAMonth) {
  CardScene job;
  // The 14th of June to November 2026, at 02:00.
  for (const int64_t days : {167, 137, 106, 75, 45, 14}) {
    job.Call(kMidnight - days * kDay + 2 * kHour, kPut);
  }
  job.CallInFinding(kBegan, kPut);
  EXPECT_THAT(
      CadenceSection(job.Input()).sentences,
      ElementsAre("s3:PutBucketPolicy, every month: 6 of 6 months since "
                  "2026-06-14, at day 14 ± 1 day UTC; this run is not "
                  "at that time. p = 0.001."));
}

TEST(CadenceSection, IsAFactOfRunsAtNoFixedTime) {
  CardScene alice;
  for (int64_t run = 0; run < 12; ++run) {
    alice.Call(kMidnight - 100 * kDay + run * run * 17 * kHour, kPut);
  }
  alice.CallInFinding(kBegan, kPut);
  const CardSection section = CadenceSection(alice.Input());
  EXPECT_EQ(section.judgement, CardAnswer::kFact);
  EXPECT_THAT(section.sentences,
              ElementsAre("s3:PutBucketPolicy: 12 other runs, at no fixed time "
                          "of the day, the week or the month."));
}

TEST(CadenceSection, CannotBeSaidOfFewRuns) {
  CardScene alice;
  for (int64_t week = 1; week <= 3; ++week) {
    alice.Call(kMidnight - week * 7 * kDay, kPut);
  }
  alice.Call(kMidnight - 5 * kDay, kKey);
  alice.CallInFinding(kBegan, kPut);
  alice.CallInFinding(kBegan, kKey);
  const CardSection section = CadenceSection(alice.Input());
  EXPECT_EQ(section.judgement, CardAnswer::kNone);
  EXPECT_EQ(section.missing,
            "iam:CreateAccessKey: 1 other run is known, 4 are needed and "
            "s3:PutBucketPolicy: 3 other runs are known, 4 are needed");
}

TEST(CadenceSection, CannotBeSaidWithoutCommands) {
  const CardScene nobody;
  const CardSection section = CadenceSection(nobody.Input());
  EXPECT_EQ(section.judgement, CardAnswer::kNone);
  EXPECT_EQ(section.missing, "0 commands are known, 1 is needed");
}

}  // namespace
}  // namespace farcall
