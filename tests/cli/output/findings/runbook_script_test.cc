// SPDX-License-Identifier: Apache-2.0
#include "cli/output/findings/runbook_script.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "tests/cli/output/findings/sample_card.h"

namespace farcall {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

// Whether a shell can read the script; it runs nothing.
bool Parses(const std::string& script) {
  FILE* shell = popen("sh -n 2>/dev/null", "w");
  if (shell == nullptr) return false;
  std::fwrite(script.data(), 1, script.size(), shell);
  return pclose(shell) == 0;
}

// The lines that a shell would run.
std::vector<std::string> LinesOf(const std::string& script) {
  std::vector<std::string> lines;
  const std::vector<std::string> all = absl::StrSplit(script, '\n');
  for (const std::string& line : all) {
    if (!line.empty() && line[0] != '#') lines.push_back(line);
  }
  return lines;
}

v1::Card CardOf(const std::string& command) {
  v1::Card card;
  AddStep(card, v1::RunbookStep::PHASE_SCOPE, "A step.", command);
  return card;
}

TEST(RunbookScript, RunsOnlyWhatChangesNothing) {
  const std::string script = RunbookScript(SampleCard());
  EXPECT_TRUE(Parses(script)) << script;
  EXPECT_THAT(
      LinesOf(script),
      ElementsAre("set -u", "aws iam list-access-keys --user-name 'alice'"));
  EXPECT_THAT(script,
              HasSubstr("# == Contain ==\n"
                        "\n"
                        "# 2. Deactivate the key.\n"
                        "# Warning: 212 calls of other programs will stop.\n"
                        "# Changes something:\n"
                        "# aws iam update-access-key --user-name 'alice' "
                        "--access-key-id 'AKIAIOSFODNN7EXAMPLE' --status "
                        "Inactive\n"
                        "# Undo: aws iam update-access-key --user-name "));
  EXPECT_THAT(script, HasSubstr("# 3. Tell the owner.\n"));
}

TEST(RunbookScript, SaysWhichFindingItAnswers) {
  EXPECT_EQ(RunbookScript(SampleCard())
                .find("#!/bin/sh\n# Response to finding mfrggzdfmztwq2lk: "
                      "arn:aws:iam::111122223333:user/alice from VN\n"),
            0u);
}

TEST(RunbookScript, CommentsOutAllLinesOfAChange) {
  v1::Card card = CardOf("first\nsecond");
  card.mutable_runbook(0)->set_changes(true);
  card.mutable_runbook(0)->set_undo("third\nfourth");
  EXPECT_THAT(LinesOf(RunbookScript(card)), ElementsAre("set -u"));
}

TEST(RunbookScript, KeepsTextsOfOthersInTheirComments) {
  v1::Card card = SampleCard();
  card.mutable_finding()->set_principal("a\nrm -rf x\r\x1b");
  card.mutable_runbook(0)->set_purpose("a\nrm -rf x");
  card.mutable_runbook(0)->set_warning("b\rrm -rf y\u2028z");
  const std::string script = RunbookScript(card);
  EXPECT_THAT(
      LinesOf(script),
      ElementsAre("set -u", "aws iam list-access-keys --user-name 'alice'"));
  EXPECT_EQ(script.find_first_of("\r\x1b"), std::string::npos);
}

TEST(RunbookScript, RunsNoCommandThatAShellReadsOtherwiseThanAPerson) {
  for (const std::string command : {"aws 'alice", "aws \"alice", "aws alice\\",
                                    "aws \x1b[2K'alice'", "aws 'a\u202E'"}) {
    const std::string script = RunbookScript(CardOf(command));
    EXPECT_TRUE(Parses(script)) << script;
    EXPECT_THAT(LinesOf(script), ElementsAre("set -u")) << command;
    EXPECT_THAT(script, HasSubstr("# Cannot be run as it is:\n# aws "));
  }
}

TEST(RunbookScript, EndsWhereAValueIsNotSet) {
  const std::string script = RunbookScript(CardOf(
      "aws --user-name \"$USER_NAME\" --key \"${KEY_ID}\" --query '$NOT_ONE' "
      "\"\\$NOR_THIS\""));
  EXPECT_TRUE(Parses(script)) << script;
  EXPECT_THAT(script, HasSubstr("\n: \"${KEY_ID:?set it by hand}\"\n"
                                ": \"${USER_NAME:?set it by hand}\"\n"));
  EXPECT_THAT(script, Not(HasSubstr("NOT_ONE:")));
  EXPECT_THAT(script, Not(HasSubstr("NOR_THIS:")));
}

TEST(RunbookScript, ParsesWithoutAnyStep) {
  v1::Card card;
  *card.mutable_finding() = SampleFinding();
  const std::string script = RunbookScript(card);
  EXPECT_TRUE(Parses(script)) << script;
  EXPECT_THAT(LinesOf(script), ElementsAre("set -u"));
}

}  // namespace
}  // namespace farcall
