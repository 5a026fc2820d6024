// SPDX-License-Identifier: Apache-2.0
#include "triage/card/new_command_section.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/triage/card/card_scene.h"

namespace farcall {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kKey[] = "iam:CreateAccessKey";
constexpr char kPut[] = "backup:StartBackupJob";
constexpr char kSdk[] = "Boto3/1.34.69";

// A role with a new job every six hours.
CardScene NewJob(const char* user_agent, uint32_t shape) {
  CardScene job("arn:aws:iam::111122223333:role/nightly", PrincipalKind::kRole);
  for (int64_t run = 0; run < 3; ++run) {
    job.CallInFinding(kBegan + run * 6 * kHour, kPut, user_agent);
    job.facts.back().details.parameters_shape = shape;
  }
  return job;
}

TEST(NewCommandSection, IsAFactOfACommandThatTheOrganisationHasLongCalled) {
  CardScene alice;
  for (int other = 0; other < 7; ++other) {
    alice.CallByAnother(kBegan - 143 * kDay, kKey);
  }
  for (int call = 0; call < 1204; ++call) {
    alice.Call(kBegan - 100 * kDay, kKey);
  }
  alice.CallInFinding(kBegan, kKey);
  const CardSection section = NewCommandSection(alice.Input());
  EXPECT_EQ(section.key, "new_command");
  EXPECT_EQ(section.judgement, CardAnswer::kFact);
  EXPECT_THAT(section.sentences,
              ElementsAre("iam:CreateAccessKey: first seen in the organisation "
                          "143 days before the finding; 1,212 calls; at least "
                          "7 other principals called it within 15 days."));
  EXPECT_THAT(section.missing, IsEmpty());
}

TEST(NewCommandSection, IsNormalOfNewAutomation) {
  const CardSection section = NewCommandSection(NewJob(kSdk, 4711).Input());
  EXPECT_EQ(section.judgement, CardAnswer::kNormal);
  EXPECT_THAT(
      section.sentences,
      ElementsAre("backup:StartBackupJob: first seen in the organisation with "
                  "this finding; 3 calls; no other principal called it.",
                  "backup:StartBackupJob is new, with 2 of 3 signs of "
                  "automation: at least 1 principal; 3 of 3 kept calls by "
                  "programs; 3 runs with parameters of one shape."));
  EXPECT_EQ(section.missing, "when each principal began to call a new command");
}

TEST(NewCommandSection, IsAFactOfANewCommandWithOneSign) {
  CardScene job = NewJob("aws-cli/2.15", 4711);
  EXPECT_EQ(NewCommandSection(job.Input()).judgement, CardAnswer::kFact);
  // Calls without parameters are all alike.
  job = NewJob(kSdk, 0);
  job.facts_not_kept = 1;
  const CardSection section = NewCommandSection(job.Input());
  EXPECT_EQ(section.judgement, CardAnswer::kFact);
  EXPECT_EQ(section.sentences.back(),
            "backup:StartBackupJob is new, with 1 of 3 signs of automation: at "
            "least 1 principal; 3 of 3 kept calls by programs; 3 runs without "
            "parameters of one shape.");
  EXPECT_EQ(section.missing,
            "when each principal began to call a new command, and 1 call that "
            "is not kept");
}

TEST(NewCommandSection, CountsOtherPrincipalsAsASign) {
  CardScene job = NewJob("aws-cli/2.15", 4711);
  job.CallByAnother(kBegan - kDay, kPut);
  EXPECT_EQ(NewCommandSection(job.Input()).judgement, CardAnswer::kNormal);
}

TEST(NewCommandSection, IsAFactWhereOneOfTheNewCommandsHasNoSigns) {
  CardScene job = NewJob(kSdk, 4711);
  job.CallInFinding(kBegan + 60, kKey, "aws-cli/2.15");
  EXPECT_EQ(NewCommandSection(job.Input()).judgement, CardAnswer::kFact);
}

TEST(NewCommandSection, CannotBeSaidWithoutKnownCalls) {
  CardScene alice;
  alice.finding.commands = {{.text = kKey, .calls = 1}};
  const CardSection section = NewCommandSection(alice.Input());
  EXPECT_EQ(section.judgement, CardAnswer::kNone);
  EXPECT_EQ(section.missing,
            "0 calls of the finding's commands are known, 1 is needed");
}

}  // namespace
}  // namespace farcall
