// SPDX-License-Identifier: Apache-2.0
#include "commands/technique_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <initializer_list>
#include <span>
#include <string>
#include <vector>

#include "commands/command_rows.h"

namespace farcall {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> TacticsOf(std::string_view id) {
  std::vector<std::string> names;
  for (const Tactic& tactic : FactsOfTechnique(id).tactics) {
    names.emplace_back(tactic.name);
  }
  return names;
}

TEST(TechniqueTable, KnowsEveryTechniqueOfTheCommands) {
  for (const std::span<const CommandRow> rows :
       {DiscoveryRows(), DataReadRows(), WriteRows(), ComputeLaunchRows(),
        ExecutionRows(), SecretReadRows(), CredentialIssueRows(),
        DataShareRows(), IamWriteRows(), PersistenceRows(),
        DefenseEvasionRows(), DestructionRows()}) {
    for (const CommandRow& row : rows) {
      for (const std::string_view id : row.techniques) {
        if (id.empty()) continue;
        const TechniqueFacts facts = FactsOfTechnique(id);
        EXPECT_FALSE(facts.name.empty()) << id;
        EXPECT_FALSE(facts.tactics.empty()) << id;
        EXPECT_EQ(facts.sub_id.empty(), facts.sub_name.empty()) << id;
      }
    }
  }
}

TEST(TechniqueTable, TellsSubTechniqueTechniqueAndTactics) {
  const TechniqueFacts facts = FactsOfTechnique("T1098.001");
  EXPECT_EQ(facts.id, "T1098");
  EXPECT_EQ(facts.name, "Account Manipulation");
  EXPECT_EQ(facts.sub_id, "T1098.001");
  EXPECT_EQ(facts.sub_name, "Additional Cloud Credentials");
  EXPECT_THAT(TacticsOf("T1098.001"),
              ElementsAre("Persistence", "Privilege Escalation"));
  EXPECT_EQ(FactsOfTechnique("T1530").sub_id, "");
}

TEST(TechniqueTable, TellsOnlyIdsOfOthers) {
  const TechniqueFacts facts = FactsOfTechnique("T1999.001");
  EXPECT_EQ(facts.id, "T1999");
  EXPECT_EQ(facts.sub_id, "T1999.001");
  EXPECT_EQ(facts.name, "");
  EXPECT_THAT(TacticsOf("T1999.001"), IsEmpty());
}

}  // namespace
}  // namespace farcall
