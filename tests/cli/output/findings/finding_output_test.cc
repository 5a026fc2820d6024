// SPDX-License-Identifier: Apache-2.0
#include "cli/output/findings/finding_output.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "tests/formats/sample_finding.h"

namespace farcall {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string Drawn(const std::vector<v1::Finding>& findings, size_t width) {
  std::ostringstream out;
  WriteFindingTable(findings, width, Charset::kUtf8, out);
  return out.str();
}

TEST(FindingTable, HasTheHeadlineInItsLastColumnWhereNothingIsCut) {
  EXPECT_EQ(Drawn({SampleFinding()}, 0),
            "PRIO  SCORE  RISK  LAST CALL             PRINCIPAL                "
            "             ORIGIN  CALLS  WORST CLASS  STATE  FINDING           "
            "HEADLINE\n"
            "   3  88.25  HIGH  2026-01-02T03:05:05Z  "
            "arn:aws:iam::111122223333:user/alice  VN      1,234  PERSISTENCE  "
            "OPEN   "
            "mfrggzdfmztwq2lk  Unusual for alice: called from VN\n");
}

TEST(FindingTable, HasTheHeadlineBelowTheRowOnATerminal) {
  EXPECT_EQ(Drawn({SampleFinding()}, 110),
            "PRIO  SCORE  RISK  LAST CALL   PRINCIPAL                          "
            "   ORIGIN  CALLS  WORST CLASS  STATE  FINDING\n"
            "   3  88.25  HIGH  2026-01-02  "
            "arn:aws:iam::111122223333:user/alice  VN      1,234  PERSISTENCE  "
            "OPEN   "
            "mfrggzdfmztwq2lk\n"
            "        Unusual for alice: called from VN\n");
}

TEST(FindingTable, TellsWhoLooksAndWhyWhereThatIsKnownOfOne) {
  v1::Finding taken = SampleFinding("f1");
  taken.set_state(v1::Finding::STATE_ACKNOWLEDGED);
  taken.set_assignee("carol");
  const std::string of_one = Drawn({SampleFinding("f0"), taken}, 110);
  EXPECT_THAT(of_one, HasSubstr("STATE         ASSIGNEE  FINDING\n"));
  EXPECT_THAT(of_one, HasSubstr("OPEN          -         f0\n"));
  EXPECT_THAT(of_one, HasSubstr("ACKNOWLEDGED  carol     f1\n"));
  const std::string closed = Drawn({ClosedFinding("f2"), taken}, 110);
  EXPECT_THAT(closed,
              HasSubstr("STATE         ASSIGNEE  REASON             FINDING"));
  EXPECT_THAT(closed,
              HasSubstr("MALICIOUS     carol     stolen-credential  f2"));
  EXPECT_THAT(closed,
              HasSubstr("ACKNOWLEDGED  carol     -                  f1"));
}

TEST(FindingTable, HasADashWhereNoClassIsKnown) {
  v1::Finding finding = SampleFinding();
  finding.clear_classes();
  EXPECT_THAT(Drawn({finding}, 0),
              HasSubstr("VN      1,234  -            OPEN"));
}

TEST(FindingTable, CutsNoName) {
  v1::Finding finding = SampleFinding();
  finding.set_principal(std::string(200, 'p'));
  EXPECT_THAT(Drawn({finding}, 80), HasSubstr(std::string(200, 'p')));
}

TEST(FindingTable, ShowsNoControlCharacters) {
  v1::Finding finding = SampleFinding();
  finding.set_principal("a\x1b[2Jb");
  finding.set_headline("x\x1by");
  finding.set_assignee("c\x1b[d");
  const std::string table = Drawn({finding}, 80);
  EXPECT_EQ(table.find('\x1b'), std::string::npos);
  EXPECT_THAT(table, HasSubstr("a?[2Jb"));
}

std::string Text(const v1::GetFindingResponse& found, size_t width = 0) {
  std::ostringstream out;
  WriteFinding(found, width, Charset::kUtf8, out);
  return out.str();
}

std::string Text(const v1::Finding& finding, size_t width = 0) {
  v1::GetFindingResponse found;
  *found.mutable_finding() = finding;
  return Text(found, width);
}

TEST(FindingText, HasAllFieldsSentencesAndCommands) {
  EXPECT_EQ(Text(SampleFinding()),
            "finding     mfrggzdfmztwq2lk\n"
            "state       OPEN, priority 3\n"
            "score       88.25 of 100, HIGH\n"
            "headline    Unusual for alice: called from VN\n"
            "\n"
            "principal   arn:aws:iam::111122223333:user/alice (USER)\n"
            "origin      VN\n"
            "account     111122223333\n"
            "calls       1,234, 12 of them failed\n"
            "classes     PERSISTENCE, DISCOVERY; 1,225 sensitive calls\n"
            "ATT&CK      T1087.004, T1136.003\n"
            "first call  2026-01-02T03:04:05Z\n"
            "last call   2026-01-02T03:05:05Z\n"
            "opened      2026-01-02T03:09:05Z\n"
            "changed     2026-01-02T03:10:05Z, revision 2\n"
            "follows     aaaabbbbccccdddd\n"
            "\n"
            "1.          alice called from VN for the first time\n"
            "\n"
            "CALLS  COMMAND\n"
            "    4  sts:GetCallerIdentity\n"
            "1,225  iam:CreateUser\n"
            "    5  (other commands)\n");
}

TEST(FindingText, LeavesOutWhatAFindingDoesNotHave) {
  v1::Finding finding = SampleFinding();
  finding.clear_headline();
  finding.clear_account();
  finding.clear_previous_id();
  finding.clear_failed_calls();
  finding.clear_opening_factors();
  finding.clear_commands();
  finding.clear_other_command_calls();
  finding.clear_classes();
  finding.clear_techniques();
  finding.clear_sensitive_calls();
  const std::string text = Text(finding);
  EXPECT_THAT(text, Not(HasSubstr("headline")));
  EXPECT_THAT(text, Not(HasSubstr("follows")));
  EXPECT_THAT(text, Not(HasSubstr("COMMAND")));
  EXPECT_THAT(text, Not(HasSubstr("classes")));
  EXPECT_THAT(text, Not(HasSubstr("ATT&CK")));
  EXPECT_THAT(text, HasSubstr("account     -\n"));
  EXPECT_THAT(text, HasSubstr("calls       1,234\n"));
}

TEST(FindingText, TellsASensitiveCallFromSeveral) {
  v1::Finding finding = SampleFinding();
  finding.set_sensitive_calls(1);
  EXPECT_THAT(Text(finding),
              HasSubstr("PERSISTENCE, DISCOVERY; 1 sensitive call\n"));
  finding.set_sensitive_calls(0);
  EXPECT_THAT(Text(finding), HasSubstr("PERSISTENCE, DISCOVERY\n"));
}

TEST(FindingText, TellsWhatPeopleSaidAndTheirNotesOldestFirst) {
  EXPECT_THAT(
      Text(FoundFinding()),
      HasSubstr("changed     2026-01-02T03:10:05Z, revision 2\n"
                "follows     aaaabbbbccccdddd: calls went on after that one "
                "was closed as MALICIOUS\n"
                "assignee    carol\n"
                "looked at   2026-01-02T03:20:05Z\n"
                "closed      2026-01-02T03:30:05Z\n"
                "closed by   token:soc\n"
                "reason      stolen-credential\n"
                "taught      events\n"
                "\n"
                "note        2026-01-02T03:21:05Z by carol (token:soc)\n"
                "            asked alice\n"
                "note        2026-01-02T03:25:05Z by bob\n"
                "            she is at home\n"
                "            key revoked\n"
                "\n"
                "1.          alice called from VN for the first time\n"));
}

TEST(FindingText, TellsWhyItIsNotPartOfTheOneBefore) {
  v1::Finding finding = SampleFinding();
  const auto follows = [&finding](v1::Reopening reopening) {
    finding.set_reopening(reopening);
    const std::string text = Text(finding);
    const size_t begin = text.find("follows     ");
    return text.substr(begin, text.find('\n', begin) - begin);
  };
  EXPECT_EQ(follows(v1::REOPENING_UNSPECIFIED), "follows     aaaabbbbccccdddd");
  EXPECT_EQ(follows(v1::REOPENING_HIGHER_RISK),
            "follows     aaaabbbbccccdddd: the risk level rose above that of "
            "the closed one");
  EXPECT_EQ(follows(v1::REOPENING_WORSE_CLASS),
            "follows     aaaabbbbccccdddd: a command of a worse class came "
            "than the closed one had");
  EXPECT_EQ(follows(v1::REOPENING_LATER),
            "follows     aaaabbbbccccdddd: that one had ended");
  EXPECT_EQ(follows(static_cast<v1::Reopening>(17)),
            "follows     aaaabbbbccccdddd: 17");
}

TEST(FindingText, ShowsNoControlCharactersOfNotes) {
  v1::GetFindingResponse found = FoundFinding();
  found.mutable_notes(0)->set_text("a\x1b[2Jb\r");
  found.mutable_notes(0)->set_actor("c\x1b");
  const std::string text = Text(found);
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_THAT(text, HasSubstr("            a?[2Jb?\n"));
}

TEST(FindingText, TellsThatTheCallsNeedNoCredentials) {
  v1::Finding finding = SampleFinding();
  EXPECT_THAT(Text(finding), Not(HasSubstr("credentials")));
  finding.set_unauthenticated(true);
  EXPECT_THAT(Text(finding),
              HasSubstr("None of them needs the principal's credentials"));
}

TEST(FindingText, WrapsSentencesToTheTerminal) {
  EXPECT_THAT(Text(SampleFinding(), 40),
              HasSubstr("1.          alice called from VN for the\n"
                        "            first time\n"));
}

TEST(Standing, IsOneLine) {
  EXPECT_EQ(Standing(ClosedFinding(), Charset::kUtf8),
            "mfrggzdfmztwq2lk  MALICIOUS  revision 2  "
            "arn:aws:iam::111122223333:user/alice from VN");
  v1::Finding finding = SampleFinding("a\nb");
  finding.set_principal("p\x1bq");
  finding.set_origin("V\n");
  EXPECT_EQ(Standing(finding, Charset::kUtf8),
            "a?b  OPEN  revision 2  p?q from V?");
}

}  // namespace
}  // namespace farcall
