// SPDX-License-Identifier: Apache-2.0
#include "commands/command_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "commands/command_rows.h"

namespace farcall {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

using Class = CommandClass;

// The techniques of ATT&CK (version 18) that a call of AWS's API can serve:
// those of the IaaS matrix, and T1484, which counts there for its trusts.
const std::set<std::string_view> kIaasTechniques = {
    "T1021",     "T1021.007", "T1021.008", "T1040",     "T1046",
    "T1048",     "T1049",     "T1059",     "T1059.009", "T1069",
    "T1069.003", "T1074",     "T1074.002", "T1078",     "T1078.001",
    "T1078.004", "T1082",     "T1087",     "T1087.004", "T1098",
    "T1098.001", "T1098.003", "T1098.004", "T1110",     "T1119",
    "T1136",     "T1136.003", "T1190",     "T1199",     "T1201",
    "T1204",     "T1204.003", "T1213",     "T1213.003", "T1213.006",
    "T1484",     "T1484.002", "T1485",     "T1485.001", "T1486",
    "T1489",     "T1490",     "T1491",     "T1491.002", "T1496",
    "T1496.001", "T1496.002", "T1496.003", "T1496.004", "T1498",
    "T1499",     "T1518",     "T1518.001", "T1525",     "T1526",
    "T1528",     "T1530",     "T1531",     "T1535",     "T1537",
    "T1538",     "T1546",     "T1548",     "T1548.005", "T1550",
    "T1550.001", "T1552",     "T1552.001", "T1552.004", "T1552.005",
    "T1555",     "T1555.006", "T1556",     "T1556.006", "T1556.009",
    "T1562",     "T1562.001", "T1562.007", "T1562.008", "T1578",
    "T1578.001", "T1578.002", "T1578.003", "T1578.004", "T1578.005",
    "T1580",     "T1619",     "T1648",     "T1651",     "T1654",
    "T1666"};

std::map<Class, std::span<const CommandRow>> Table() {
  return {{Class::kDiscovery, DiscoveryRows()},
          {Class::kDataRead, DataReadRows()},
          {Class::kWrite, WriteRows()},
          {Class::kComputeLaunch, ComputeLaunchRows()},
          {Class::kExecution, ExecutionRows()},
          {Class::kSecretRead, SecretReadRows()},
          {Class::kCredentialIssue, CredentialIssueRows()},
          {Class::kDataShare, DataShareRows()},
          {Class::kIamWrite, IamWriteRows()},
          {Class::kPersistence, PersistenceRows()},
          {Class::kDefenseEvasion, DefenseEvasionRows()},
          {Class::kDestruction, DestructionRows()}};
}

Class ClassOf(std::string_view command,
              std::optional<bool> read_only = std::nullopt) {
  return FactsOf(command, read_only).command_class;
}

std::vector<std::string_view> TechniquesOf(std::string_view command) {
  const auto techniques = FactsOf(command).techniques;
  return {techniques.begin(), techniques.end()};
}

TEST(CommandTable, HasEachCommandOnceAndInOrder) {
  std::set<std::string_view> commands;
  for (const auto& [command_class, rows] : Table()) {
    EXPECT_FALSE(rows.empty()) << CommandClassName(command_class);
    EXPECT_TRUE(std::ranges::is_sorted(rows, {}, &CommandRow::command))
        << CommandClassName(command_class);
    for (const CommandRow& row : rows) {
      EXPECT_TRUE(commands.insert(row.command).second) << row.command;
    }
  }
  EXPECT_GE(commands.size(), 400u);
}

TEST(CommandTable, HasServiceAndNameWithAtMostOneStar) {
  for (const auto& [command_class, rows] : Table()) {
    for (const CommandRow& row : rows) {
      const std::string_view command = row.command;
      const size_t colon = command.find(':');
      ASSERT_NE(colon, std::string_view::npos) << command;
      EXPECT_THAT(std::string(command),
                  testing::MatchesRegex("[a-z0-9-]+:[A-Z][A-Za-z0-9]*"
                                        "\\*?[A-Za-z0-9]*"));
    }
  }
}

TEST(CommandTable, GivesTechniquesOfTheIaasMatrixOnce) {
  for (const auto& [command_class, rows] : Table()) {
    for (const CommandRow& row : rows) {
      std::set<std::string_view> techniques;
      bool ended = false;
      for (const std::string_view technique : row.techniques) {
        ended = ended || technique.empty();
        EXPECT_EQ(ended, technique.empty()) << row.command;
        if (ended) continue;
        EXPECT_TRUE(kIaasTechniques.contains(technique))
            << row.command << ' ' << technique;
        EXPECT_TRUE(techniques.insert(technique).second) << row.command;
      }
    }
  }
}

TEST(CommandTable, AnswersEachOfItsRows) {
  for (const auto& [command_class, rows] : Table()) {
    for (const CommandRow& row : rows) {
      std::string command(row.command);
      const size_t star = command.find('*');
      if (star != std::string::npos) command.replace(star, 1, "Zz");
      EXPECT_EQ(ClassOf(command), command_class) << command;
      const size_t techniques = static_cast<size_t>(std::ranges::count_if(
          row.techniques, [](std::string_view id) { return !id.empty(); }));
      EXPECT_EQ(FactsOf(command).techniques.size(), techniques) << command;
    }
  }
}

TEST(CommandTable, KnowsTheCommandsThatMatterMost) {
  EXPECT_EQ(ClassOf("iam:CreateAccessKey"), Class::kPersistence);
  EXPECT_EQ(ClassOf("iam:UpdateAssumeRolePolicy"), Class::kPersistence);
  EXPECT_EQ(ClassOf("iam:AttachUserPolicy"), Class::kIamWrite);
  EXPECT_EQ(ClassOf("iam:PutRolePermissionsBoundary"), Class::kIamWrite);
  EXPECT_EQ(ClassOf("sts:AssumeRole"), Class::kCredentialIssue);
  EXPECT_EQ(ClassOf("sts:AssumeRoleWithSAML"), Class::kCredentialIssue);
  EXPECT_EQ(ClassOf("sts:AssumeRoot"), Class::kCredentialIssue);
  EXPECT_EQ(ClassOf("secretsmanager:GetSecretValue"), Class::kSecretRead);
  EXPECT_EQ(ClassOf("ssm:GetParametersByPath"), Class::kSecretRead);
  EXPECT_EQ(ClassOf("ec2:GetPasswordData"), Class::kSecretRead);
  EXPECT_EQ(ClassOf("s3:PutBucketPolicy"), Class::kDataShare);
  EXPECT_EQ(ClassOf("ec2:ModifySnapshotAttribute"), Class::kDataShare);
  EXPECT_EQ(ClassOf("cloudtrail:StopLogging"), Class::kDefenseEvasion);
  EXPECT_EQ(ClassOf("guardduty:DeleteDetector"), Class::kDefenseEvasion);
  EXPECT_EQ(ClassOf("s3:DeleteBucket"), Class::kDestruction);
  EXPECT_EQ(ClassOf("kms:ScheduleKeyDeletion"), Class::kDestruction);
  EXPECT_EQ(ClassOf("ssm:SendCommand"), Class::kExecution);
  EXPECT_EQ(ClassOf("lambda:UpdateFunctionCode"), Class::kExecution);
  EXPECT_EQ(ClassOf("ec2:RunInstances"), Class::kComputeLaunch);
  EXPECT_EQ(ClassOf("bedrock:InvokeModelWithResponseStream"),
            Class::kComputeLaunch);
  EXPECT_EQ(ClassOf("s3:GetObject"), Class::kDataRead);
  EXPECT_EQ(ClassOf("ec2:CreateSnapshot"), Class::kDataRead);
  EXPECT_EQ(ClassOf("sts:GetCallerIdentity"), Class::kDiscovery);
  EXPECT_THAT(TechniquesOf("iam:CreateAccessKey"), ElementsAre("T1098.001"));
  EXPECT_THAT(TechniquesOf("iam:CreateRole"),
              ElementsAre("T1136.003", "T1098.003"));
}

TEST(CommandTable, TakesTheRowOfItsOwnThenTheLongestPattern) {
  EXPECT_EQ(ClassOf("ec2:DescribeInstances"), Class::kDiscovery);
  EXPECT_EQ(ClassOf("ec2:DescribeInstanceAttribute"), Class::kSecretRead)
      << "beside ec2:Describe*";
  EXPECT_EQ(ClassOf("ssm:GetParameter"), Class::kSecretRead)
      << "GetParameter* is longer than Get*";
  EXPECT_EQ(ClassOf("ssm:GetDocument"), Class::kDiscovery);
  EXPECT_EQ(ClassOf("s3:PutAccountPublicAccessBlock"), Class::kDataShare);
  EXPECT_EQ(ClassOf("s3:GetBucketPublicAccessBlock"), Class::kDiscovery);
}

TEST(CommandTable, ItsRowWinsOverReadOnly) {
  EXPECT_EQ(ClassOf("sts:AssumeRole", true), Class::kCredentialIssue);
  EXPECT_EQ(ClassOf("kms:Decrypt", true), Class::kSecretRead);
  EXPECT_EQ(ClassOf("logs:GetLogEvents", false), Class::kDataRead);
}

TEST(CommandTable, TakesTheClassOfOthersFromReadOnly) {
  EXPECT_EQ(ClassOf("newservice:PreviewThing", true), Class::kDiscovery);
  EXPECT_EQ(ClassOf("newservice:GetThing", false), Class::kWrite);
  EXPECT_EQ(ClassOf("dynamodb:PreviewThing", true), Class::kDataRead);
  EXPECT_EQ(ClassOf("kinesis:ListThings", true), Class::kDiscovery);
  EXPECT_THAT(TechniquesOf("newservice:GetThing"), IsEmpty());
}

TEST(CommandTable, ElseTakesItFromTheVerb) {
  for (const char* verb : {"Get", "List", "Describe", "Head", "Lookup",
                           "Search", "BatchGet", "Scan", "Query", "Select"}) {
    EXPECT_EQ(ClassOf(std::string("newservice:") + verb + "Things"),
              Class::kDiscovery)
        << verb;
  }
  for (const char* verb :
       {"Get", "Search", "BatchGet", "Scan", "Query", "Select"}) {
    EXPECT_EQ(ClassOf(std::string("neptune-db:") + verb + "Things"),
              Class::kDataRead)
        << verb;
  }
  EXPECT_EQ(ClassOf("neptune-db:DescribeThings"), Class::kDiscovery);
  EXPECT_EQ(ClassOf("s3:GetObjectTagging"), Class::kDataRead);
  EXPECT_EQ(ClassOf("s3:GetReplicationThing"), Class::kDiscovery);
  EXPECT_EQ(ClassOf("newservice:CreateThing"), Class::kWrite);
  EXPECT_EQ(ClassOf("newservice:Query"), Class::kDiscovery);
  EXPECT_EQ(ClassOf("newservice:GetterThing"), Class::kWrite)
      << "Get is no word of it";
  EXPECT_EQ(ClassOf("newservice:Listen"), Class::kWrite);
}

TEST(CommandTable, KnowsNothingOfWhatIsNoCommand) {
  for (const char* text : {"", ":", "iam", "iam:", ":CreateUser"}) {
    EXPECT_EQ(ClassOf(text, true), Class::kUnknown) << text;
  }
}

// Rows stand for themselves: the `*` of a pattern is no part of a name.
TEST(CommandTable, AStarOfAPatternStandsForNothingToo) {
  EXPECT_EQ(ClassOf("sts:AssumeRole"), Class::kCredentialIssue);
  EXPECT_EQ(ClassOf("iam:AttachPolicy"), Class::kIamWrite);
  EXPECT_EQ(ClassOf("iam:AttachPolic"), Class::kWrite) << "its ends overlap";
}

TEST(CommandClass, IsSensitiveFromSecretReadOn) {
  EXPECT_FALSE(IsSensitive(Class::kUnknown));
  EXPECT_FALSE(IsSensitive(Class::kExecution));
  EXPECT_TRUE(IsSensitive(Class::kSecretRead));
  EXPECT_TRUE(IsSensitive(Class::kDestruction));
  EXPECT_EQ(CommandClassName(Class::kSecretRead), "SECRET_READ");
}

}  // namespace
}  // namespace farcall
