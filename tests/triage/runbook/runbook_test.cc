// SPDX-License-Identifier: Apache-2.0
#include "triage/runbook/runbook.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "tests/triage/runbook/made_up_cards.h"

namespace farcall {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::Not;
using Phase = RunbookStep::Phase;

constexpr std::string_view kAlice = "arn:aws:iam::111122223333:user/ops/alice";

MadeUpCard UserCard(std::string_view arn = kAlice) {
  return CardOf(PrincipalKind::kUser, std::string(arn), std::string(arn));
}

std::vector<std::string> CommandsOf(const MadeUpCard& card, Phase phase) {
  std::vector<std::string> commands;
  for (const RunbookStep& step : MakeRunbook(card.Input())) {
    if (step.phase == phase && !step.command.empty()) {
      commands.push_back(step.command);
    }
  }
  return commands;
}

// What stands within no quotes, word by word; a quoted part is `_`.
std::vector<std::string> PlainWords(const std::string& command) {
  std::string plain;
  char quote = 0;
  for (const char c : command) {
    if (quote == 0 && (c == '\'' || c == '"')) {
      quote = c;
      plain += '_';
    } else if (c == quote) {
      quote = 0;
    } else if (quote == 0) {
      plain += c;
    }
  }
  std::istringstream words(plain);
  return {std::istream_iterator<std::string>(words), {}};
}

TEST(MakeRunbook, ContainsAUser) {
  EXPECT_THAT(
      CommandsOf(UserCard(), Phase::kContain),
      ElementsAre(
          "aws iam list-access-keys --user-name 'alice'",
          "aws iam update-access-key --user-name 'alice' --access-key-id "
          "'AKIAEXAMPLEEXAMPLE01' --status Inactive",
          "aws iam attach-user-policy --user-name 'alice' --policy-arn "
          "'arn:aws:iam::aws:policy/AWSDenyAll'",
          "aws iam delete-login-profile --user-name 'alice'"));
}

TEST(MakeRunbook, TakesThePartitionOfTheArn) {
  EXPECT_THAT(CommandsOf(UserCard("arn:aws-cn:iam::111122223333:user/alice"),
                         Phase::kContain),
              Contains(HasSubstr("'arn:aws-cn:iam::aws:policy/AWSDenyAll'")));
}

TEST(MakeRunbook, TellsHowToUndoWhatContains) {
  const std::vector<RunbookStep> steps = MakeRunbook(UserCard().Input());
  EXPECT_THAT(steps,
              Contains(AllOf(
                  Field(&RunbookStep::command, HasSubstr("--status Inactive")),
                  Field(&RunbookStep::changes, true),
                  Field(&RunbookStep::undo,
                        "aws iam update-access-key --user-name 'alice' "
                        "--access-key-id 'AKIAEXAMPLEEXAMPLE01' "
                        "--status Active"))));
  EXPECT_THAT(steps, Contains(Field(&RunbookStep::undo,
                                    HasSubstr("detach-user-policy"))));
}

TEST(MakeRunbook, RevokesTheSessionsOfARoleAndCountsTheOthers) {
  MadeUpCard card =
      CardOf(PrincipalKind::kRole, "arn:aws:iam::111122223333:role/ci/deploy",
             "arn:aws:sts::111122223333:assumed-role/deploy/build-17");
  EventFact other = CallOf("s3:GetObject", card);
  other.origin = "DE";
  other.details.identity_arn =
      "arn:aws:sts::111122223333:assumed-role/deploy/build-18";
  card.facts.push_back(other);
  card.facts.push_back(other);
  EXPECT_THAT(
      MakeRunbook(card.Input()),
      Contains(AllOf(
          Field(&RunbookStep::command,
                "aws iam put-role-policy --role-name 'deploy' --policy-name "
                "AWSRevokeOlderSessions --policy-document "
                "'{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":"
                "\"Deny\",\"Action\":\"*\",\"Resource\":\"*\",\"Condition\":{"
                "\"DateLessThan\":{\"aws:TokenIssueTime\":"
                "\"2026-11-20T21:20:00Z\"}}}]}'"),
          Field(&RunbookStep::warning,
                HasSubstr("2 calls by 1 other session of this role")),
          Field(&RunbookStep::undo, HasSubstr("delete-role-policy")))));
}

TEST(MakeRunbook, DeniesASessionAlone) {
  const MadeUpCard card =
      CardOf(PrincipalKind::kSession,
             "arn:aws:sts::111122223333:assumed-role/deploy/build-17",
             "arn:aws:sts::111122223333:assumed-role/deploy/build-17");
  EXPECT_THAT(CommandsOf(card, Phase::kContain),
              Contains(HasSubstr("\"aws:userid\":\"*:build-17\"")));
}

TEST(MakeRunbook, FindsAPersonInIdentityCenter) {
  const MadeUpCard card = CardOf(
      PrincipalKind::kHuman, "111122223333:human/alice@example.com",
      "arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Ops_0123456789ab/"
      "alice@example.com");
  const std::vector<std::string> commands = CommandsOf(card, Phase::kContain);
  EXPECT_THAT(commands,
              Contains(HasSubstr("list-account-assignments-for-principal")));
  EXPECT_THAT(commands,
              Contains(HasSubstr("\"AttributeValue\":\"alice@example.com\"")));
  // Nobody can change a role of Identity Center in IAM.
  EXPECT_THAT(commands, Not(Contains(HasSubstr("put-role-policy"))));
}

TEST(MakeRunbook, HasACheckListForTheRootUser) {
  const MadeUpCard card = CardOf(PrincipalKind::kRoot, "111122223333:root",
                                 "arn:aws:iam::111122223333:root");
  EXPECT_THAT(CommandsOf(card, Phase::kContain),
              ElementsAre("aws iam get-account-summary",
                          "aws iam update-access-key --access-key-id "
                          "'AKIAEXAMPLEEXAMPLE01' --status Inactive"));
  const auto tasks = std::ranges::count_if(
      MakeRunbook(card.Input()), [](const RunbookStep& step) {
        return step.phase == Phase::kContain && step.command.empty();
      });
  EXPECT_EQ(tasks, 5);
}

TEST(MakeRunbook, IsolatesAnInstanceAfterItsDisksAreKept) {
  const MadeUpCard card =
      CardOf(PrincipalKind::kRole, "arn:aws:iam::111122223333:role/web",
             "arn:aws:sts::111122223333:assumed-role/web/i-0abc12345def67890");
  const std::vector<std::string> commands = CommandsOf(card, Phase::kContain);
  const auto place = [&commands](std::string_view operation) {
    return std::ranges::find_if(commands, [operation](const std::string& text) {
      return text.starts_with("aws ") && text.find(operation) != text.npos;
    });
  };
  EXPECT_NE(place("put-role-policy"), commands.end());
  EXPECT_LT(place("create-snapshots"),
            place("disassociate-iam-instance-profile"));
  EXPECT_LT(place("disassociate-iam-instance-profile"),
            place("modify-instance-attribute"));
  EXPECT_NE(place("modify-instance-attribute"), commands.end());
}

TEST(MakeRunbook, AsksAboutAddressesOfEc2InTheirRegion) {
  MadeUpCard card = UserCard();
  card.address_owners["198.51.100.7"] = {
      .address_class = AddressClass::kEc2Foreign, .region = "ap-southeast-1"};
  EXPECT_THAT(CommandsOf(card, Phase::kScope),
              Contains("aws ec2 describe-addresses --public-ips "
                       "'198.51.100.7' --region 'ap-southeast-1'"));
}

TEST(MakeRunbook, LooksUpTheCallsOfAKey) {
  EXPECT_THAT(CommandsOf(UserCard(), Phase::kScope),
              Contains("aws cloudtrail lookup-events --lookup-attributes "
                       "'[{\"AttributeKey\":\"AccessKeyId\",\"AttributeValue\":"
                       "\"AKIAEXAMPLEEXAMPLE01\"}]' --start-time "
                       "'2026-11-19T20:20:00Z' --region 'eu-central-1'"));
}

TEST(MakeRunbook, NamesTheDataThatTheLawMayAskFor) {
  MadeUpCard card = UserCard();
  card.facts.push_back(CallOf("iam:ListUsers", card));
  card.facts.back().details.assets = {"arn:aws:iam::111122223333:user/bob"};
  EXPECT_THAT(MakeRunbook(card.Input()),
              Contains(Field(&RunbookStep::purpose,
                             HasSubstr("Data was read or shared of 1 asset: "
                                       "arn:aws:s3:::payments/2026.csv."))));
}

TEST(MakeRunbook, WritesAPolicyOfWhatWasUsed) {
  EXPECT_THAT(CommandsOf(UserCard(), Phase::kLearn),
              Contains(AllOf(HasSubstr("validate-policy"),
                             HasSubstr("\"Action\":[\"s3:ListBucket\"]"),
                             HasSubstr("\"NotUsedFor90Days\""),
                             HasSubstr("[\"ec2:DescribeInstances\"]"),
                             Not(HasSubstr("s3:GetObject")))));
}

// The bullets of the guide on response, and the purpose that answers each.
TEST(MakeRunbook, AnswersEachPointOfTheGuide) {
  constexpr std::string_view kPoints[] = {
      "Start the incident process",
      "Deactivate the access key",
      "Judge the role of the account",
      "Judge how critical the services and servers are",
      "Agree with its users",
      "Look for movement to other accounts",
      "Ask whether laws, rules or contracts",
      "Rotate what leaked",
      "Check whether new users",
      "Demand MFA",
      "Review the permissions by least privilege",
      "Apply AWS's security best practices",
      "Bring systems, data and services back",
      "Find the initial vector",
      "Improve logging, detection and response"};
  const std::vector<RunbookStep> steps = MakeRunbook(UserCard().Input());
  for (const std::string_view point : kPoints) {
    EXPECT_THAT(steps, Contains(Field(&RunbookStep::purpose,
                                      HasSubstr(std::string(point)))));
  }
}

TEST(MakeRunbook, HasEachPhaseInOrderWithWhatChangesLast) {
  for (const MadeUpCard& card : PlainCards()) {
    const std::vector<RunbookStep> steps = MakeRunbook(card.Input());
    std::set<Phase> phases;
    for (size_t i = 0; i < steps.size(); ++i) {
      phases.insert(steps[i].phase);
      EXPECT_FALSE(steps[i].purpose.empty());
      EXPECT_FALSE(steps[i].changes && steps[i].command.empty());
      EXPECT_TRUE(steps[i].changes || steps[i].undo.empty());
      // What changes something can be undone, or the warning says why not.
      EXPECT_FALSE(steps[i].changes && steps[i].undo.empty() &&
                   steps[i].warning.empty())
          << steps[i].command;
      if (i == 0) continue;
      EXPECT_LE(std::pair(steps[i - 1].phase, steps[i - 1].changes),
                std::pair(steps[i].phase, steps[i].changes))
          << card.name;
    }
    EXPECT_EQ(phases.size(), 5u) << card.name;
  }
}

TEST(MakeRunbook, WritesNoHostileTextIntoACommand) {
  std::set<std::string> vocabulary;
  for (const MadeUpCard& card : PlainCards()) {
    for (const RunbookStep& step : MakeRunbook(card.Input())) {
      for (const std::string* text : {&step.command, &step.undo}) {
        const std::vector<std::string> words = PlainWords(*text);
        vocabulary.insert(words.begin(), words.end());
      }
    }
  }
  for (const MadeUpCard& card : HostileCards()) {
    for (const RunbookStep& step : MakeRunbook(card.Input())) {
      for (const std::string* text : {&step.command, &step.undo}) {
        for (const std::string& word : PlainWords(*text)) {
          EXPECT_TRUE(vocabulary.contains(word)) << card.name << ": " << word;
        }
        EXPECT_THAT(*text, Not(HasSubstr("touch")));
        EXPECT_THAT(*text, Not(HasSubstr("ecila")));
        EXPECT_THAT(*text, Not(HasSubstr("aaaaaaaa")));
        EXPECT_LT(text->size(), 8192u);
      }
      for (const std::string* text :
           {&step.command, &step.undo, &step.purpose, &step.warning}) {
        EXPECT_TRUE(std::ranges::all_of(*text, [](char c) {
          return c >= 0x20 && c <= 0x7e;
        })) << card.name;
      }
    }
  }
}

}  // namespace
}  // namespace farcall
