// SPDX-License-Identifier: Apache-2.0
#include "triage/runbook/command/filled_command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace farcall {
namespace {

using enum CommandField;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(FilledCommand, PutsValuesWithinSingleQuotes) {
  const FilledCommand command = FilledCommand("iam", "update-access-key")
                                    .Set("--user-name", kUserName, "alice")
                                    .Set("--status", "Inactive")
                                    .Flag("--debug");
  EXPECT_EQ(command.text(),
            "aws iam update-access-key --user-name 'alice' --status Inactive "
            "--debug");
  EXPECT_THAT(command.variables(), IsEmpty());
}

TEST(FilledCommand, PutsAVariableInThePlaceOfARefusedValue) {
  const FilledCommand command = FilledCommand("iam", "delete-user")
                                    .Set("--user-name", kUserName, "$(id)");
  EXPECT_EQ(command.text(), "aws iam delete-user --user-name \"$USER_NAME\"");
  EXPECT_THAT(command.variables(), ElementsAre("USER_NAME"));
}

TEST(FilledCommand, JoinsPartsIntoOneWord) {
  const FilledCommand filled =
      FilledCommand("x", "y").Set("--z", {"[\"", {kUserName, "alice"}, "\"]"});
  EXPECT_EQ(filled.text(), "aws x y --z '[\"alice\"]'");
  const FilledCommand refused =
      FilledCommand("x", "y").Set("--z", {"[\"", {kUserName, "a'b"}, "\"]"});
  EXPECT_EQ(refused.text(), "aws x y --z '[\"'\"$USER_NAME\"'\"]'");
}

TEST(FilledCommand, QuotesFixedWordsThatTheShellWouldTakeApart) {
  EXPECT_EQ(FilledCommand("x", "y").Set("--z", "two words").text(),
            "aws x y --z 'two words'");
}

TEST(FilledCommand, LeavesRefusedValuesOutOfLists) {
  const std::vector<std::string> values = {"198.51.100.7", "$(id)", "::1"};
  EXPECT_EQ(FilledCommand("x", "y").SetAll("--z", kAddress, values).text(),
            "aws x y --z '198.51.100.7' '::1'");
}

TEST(FilledCommand, TellsAVariableOnce) {
  const FilledCommand command = FilledCommand("x", "y")
                                    .Set("--a", kUserName, "")
                                    .Set("--b", kRoleName, "")
                                    .Set("--c", kUserName, "");
  EXPECT_THAT(command.variables(), ElementsAre("USER_NAME", "ROLE_NAME"));
}

}  // namespace
}  // namespace farcall
