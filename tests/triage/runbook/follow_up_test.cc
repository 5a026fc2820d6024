// SPDX-License-Identifier: Apache-2.0
#include "triage/runbook/follow_up.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/triage/runbook/made_up_cards.h"

namespace farcall {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

MadeUpCard UserCard() {
  MadeUpCard card =
      CardOf(PrincipalKind::kUser, "arn:aws:iam::111122223333:user/alice",
             "arn:aws:iam::111122223333:user/alice");
  card.facts.clear();
  return card;
}

std::vector<RunbookStep> StepsOf(const MadeUpCard& card,
                                 std::span<const FollowUp> table) {
  const CardInput input = card.Input();
  StepList steps;
  AddFollowUps(table, RunbookStep::Phase::kEradicate, input, SubjectOf(input),
               steps);
  return std::move(steps).Ordered();
}

std::vector<std::string> CommandsOf(const std::vector<RunbookStep>& steps) {
  std::vector<std::string> commands;
  for (const RunbookStep& step : steps) commands.push_back(step.command);
  return commands;
}

EventFact CallTo(const std::string& command, const std::string& asset,
                 const MadeUpCard& card) {
  EventFact call = CallOf(command, card);
  call.details.assets = {asset};
  call.details.parameters_fingerprint = 1;
  return call;
}

TEST(AddFollowUps, RemovesWhatWasMadeLastFirst) {
  MadeUpCard card = UserCard();
  const std::string user = "arn:aws:iam::111122223333:user/svc";
  card.facts.push_back(CallTo("iam:CreateGroup", "", card));
  card.facts.back().details.parameters = {"groupName=admins"};
  card.facts.push_back(CallTo("iam:CreateLoginProfile", user, card));
  card.facts.push_back(CallTo("iam:CreateAccessKey", user, card));
  card.facts.back().details.issued_access_key_id = "AKIAISSUEDISSUED0001";
  EXPECT_THAT(CommandsOf(StepsOf(card, FollowUpsOfIdentities())),
              ElementsAre("aws iam delete-access-key --user-name 'svc' "
                          "--access-key-id 'AKIAISSUEDISSUED0001'",
                          "aws iam delete-login-profile --user-name 'svc'",
                          "aws iam delete-group --group-name 'admins'"));
}

TEST(AddFollowUps, FollowsNoCallThatFailed) {
  MadeUpCard card = UserCard();
  card.facts.push_back(CallTo("iam:CreateGroup", "", card));
  card.facts.back().error_code = "AccessDenied";
  card.finding.commands = {{"iam:CreateGroup", 1}};
  EXPECT_THAT(StepsOf(card, FollowUpsOfIdentities()), IsEmpty());
}

TEST(AddFollowUps, HasVariablesForCallsThatAreNotKept) {
  MadeUpCard card = UserCard();
  card.finding.commands = {{"iam:CreateGroup", 1}};
  const std::vector<RunbookStep> steps = StepsOf(card, FollowUpsOfIdentities());
  ASSERT_EQ(steps.size(), 1u);
  EXPECT_EQ(steps[0].command,
            "aws iam delete-group --group-name \"$GROUP_NAME\"");
  EXPECT_THAT(steps[0].warning, HasSubstr("not kept"));
  EXPECT_THAT(steps[0].warning, HasSubstr("GROUP_NAME"));
}

TEST(AddFollowUps, TakesTheCallerWhereIamDoes) {
  MadeUpCard card = UserCard();
  card.facts.push_back(CallOf("iam:CreateAccessKey", card));
  card.facts.back().details.issued_access_key_id = "AKIAISSUEDISSUED0001";
  EXPECT_THAT(CommandsOf(StepsOf(card, FollowUpsOfIdentities())),
              ElementsAre("aws iam delete-access-key --user-name 'alice' "
                          "--access-key-id 'AKIAISSUEDISSUED0001'"));
}

TEST(AddFollowUps, RotatesWhatWasReadInTheRegionOfTheCall) {
  MadeUpCard card = UserCard();
  const std::string secret =
      "arn:aws:secretsmanager:eu-central-1:111122223333:secret:db-a1b2c3";
  card.facts.push_back(CallTo("secretsmanager:GetSecretValue", secret, card));
  card.facts.back().details.region = "eu-central-1";
  EXPECT_THAT(CommandsOf(StepsOf(card, FollowUpsOfChange())),
              ElementsAre("aws secretsmanager rotate-secret --secret-id '" +
                          secret + "' --region 'eu-central-1'"));
}

TEST(AddFollowUps, RotatesNoParameterThatStayedEncrypted) {
  MadeUpCard card = UserCard();
  card.facts.push_back(CallOf("ssm:GetParameter", card));
  card.facts.back().details.parameters = {"name=/db", "withDecryption=false"};
  EXPECT_THAT(StepsOf(card, FollowUpsOfChange()), IsEmpty());
  card.facts.back().details.parameters = {"name=/db", "withDecryption=true"};
  EXPECT_EQ(StepsOf(card, FollowUpsOfChange()).size(), 1u);
}

TEST(AddFollowUps, CountsTheCallsBeyondItsBound) {
  MadeUpCard card = UserCard();
  for (size_t i = 0; i < kFollowUpCallsMax + 3; ++i) {
    card.facts.push_back(CallTo("iam:CreateGroup", "", card));
    card.facts.back().details.parameters = {"groupName=g" + std::to_string(i)};
  }
  const std::vector<RunbookStep> steps = StepsOf(card, FollowUpsOfIdentities());
  ASSERT_EQ(steps.size(), kFollowUpCallsMax + 1);
  EXPECT_THAT(steps.front().purpose, HasSubstr("3 earlier calls"));
}

TEST(ValueOfCall, ReadsNamesOfAssets) {
  EventFact call;
  call.details.assets = {
      "arn:aws:ssm:eu-central-1:111122223333:parameter/payments/db",
      "arn:aws:iam::111122223333:role/ci/deploy"};
  EXPECT_EQ(ValueOfCall(call, CommandField::kParameterName, "name"),
            "/payments/db");
  EXPECT_EQ(ValueOfCall(call, CommandField::kRoleName, "roleName"), "deploy");
  EXPECT_EQ(ValueOfCall(call, CommandField::kUserName, "userName"), "");
  call.details.assets = {"arn:aws:ssm:eu-central-1:111122223333:parameter/db"};
  EXPECT_EQ(ValueOfCall(call, CommandField::kParameterName, "name"), "db");
}

TEST(ValueOfCall, PrefersTheRequestParameterOfThatName) {
  EventFact call;
  call.details.parameters = {"roleNameX=b", "roleName=a=c"};
  call.details.assets = {"arn:aws:iam::111122223333:role/deploy"};
  EXPECT_EQ(ValueOfCall(call, CommandField::kRoleName, "roleName"), "a=c");
}

}  // namespace
}  // namespace farcall
