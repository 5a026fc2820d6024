// SPDX-License-Identifier: Apache-2.0
#include "cli/output/text_table.h"

#include <gtest/gtest.h>

#include <initializer_list>
#include <random>
#include <set>
#include <sstream>

namespace farcall {
namespace {

using Align = TableColumn::Align;
using Cut = TableColumn::Cut;

const std::vector<TableColumn>& TestColumns() {
  static const auto& columns = *new std::vector<TableColumn>{
      {"N", Align::kRight}, {"NAME"}, {"WHY", Align::kLeft, Cut::kEnd, 4}};
  return columns;
}

std::string Table(const std::vector<TableRow>& rows, size_t width) {
  std::ostringstream out;
  WriteTable(TestColumns(), rows, width, Charset::kUtf8, out);
  return out.str();
}

TEST(TextTable, IsAsWideAsItsTextWithoutATerminal) {
  EXPECT_EQ(Table({{{"1", "user/alice", "never seen before"}, ""},
                   {{"10", "bob", ""}, ""}},
                  0),
            " N  NAME        WHY\n"
            " 1  user/alice  never seen before\n"
            "10  bob\n");
}

TEST(TextTable, CutsTheWidestTextFirst) {
  EXPECT_EQ(Table({{{"1", "user/alice", "never seen before"}, ""}}, 25),
            "N  NAME        WHY\n"
            "1  user/alice  never see…\n");
}

TEST(TextTable, KeepsNamesAndTheMinimumOfTextInAnyWidth) {
  EXPECT_EQ(Table({{{"1", "user/alice", "never seen before"}, ""}}, 3),
            "N  NAME        WHY\n"
            "1  user/alice  nev…\n");
}

TEST(TextTable, LeavesOfATimeItsDateAndNothingShorter) {
  const std::vector<TableRow> rows = {
      {{"alice", "2026-11-09T18:00:00Z", "DE 97.7 %, VN 2.3 %"}, ""},
      {{"bob", "-", "DE 100 %"}, ""}};
  const auto table = [&rows](size_t width) {
    std::ostringstream out;
    WriteTable({{"NAME"},
                {"SEEN", Align::kLeft, Cut::kDate},
                {"USUAL", Align::kLeft, Cut::kEnd, 10}},
               rows, width, Charset::kAscii, out);
    return out.str();
  };
  EXPECT_EQ(table(48),
            "NAME   SEEN                  USUAL\n"
            "alice  2026-11-09T18:00:00Z  DE 97.7 %, VN 2.3 %\n"
            "bob    -                     DE 100 %\n");
  EXPECT_EQ(table(47),
            "NAME   SEEN        USUAL\n"
            "alice  2026-11-09  DE 97.7 %, VN 2.3 %\n"
            "bob    -           DE 100 %\n");
  EXPECT_EQ(table(10),
            "NAME   SEEN        USUAL\n"
            "alice  2026-11-09  DE 97.7...\n"
            "bob    -           DE 100 %\n");
}

// Names as they occur, many of them alike at both ends.
std::string SomeName(std::mt19937& random) {
  const auto any = [&random](std::initializer_list<const char*> of) {
    return std::string(of.begin()[random() % of.size()]);
  };
  return any({"arn:aws:iam::", "arn:aws:sts::", ""}) +
         any({"111122223333", "111122224333", "342082656213"}) +
         any({":", ":user/", ":assumed-role/organisation-wide-auditor/"}) +
         any({"bob", "carol", "frank", "b",
              "a-name-as-long-as-they-come-in-generated-roles"}) +
         any({"@example.com", "", "-deploy", "@b.example.com"});
}

TEST(TextTable, RowsDifferInTheirNamesInAnyWidth) {
  std::mt19937 random(7);
  for (const size_t width : {80, 100, 200}) {
    std::set<std::string> names;
    while (names.size() < 200) names.insert(SomeName(random));
    std::vector<TableRow> rows;
    for (const std::string& name : names) {
      rows.push_back({{name, "2026-11-09T18:00:00Z", "DE 97.7 %"}, ""});
    }
    std::ostringstream out;
    WriteTable({{"NAME"},
                {"SEEN", Align::kLeft, Cut::kDate},
                {"USUAL", Align::kLeft, Cut::kEnd, 5}},
               rows, width, Charset::kUtf8, out);
    std::istringstream lines(out.str());
    std::string line;
    std::getline(lines, line);
    std::set<std::string> shown;
    while (std::getline(lines, line)) {
      shown.insert(line.substr(0, line.find(' ')));
    }
    EXPECT_EQ(shown, names) << width;
  }
}

TEST(TextTable, WrapsNotesBelowTheirRow) {
  EXPECT_EQ(Table({{{"1", "alice", "new"}, "0 of 4,812 calls by alice"}}, 24),
            "N  NAME   WHY\n"
            "1  alice  new\n"
            "        0 of 4,812 calls\n"
            "        by alice\n");
}

TEST(TextTable, AlignsTextBeyondAscii) {
  EXPECT_EQ(Table({{{"1", "zoë", "a"}, ""}, {{"2", "zoe", "b"}, ""}}, 0),
            "N  NAME  WHY\n"
            "1  zoë   a\n"
            "2  zoe   b\n");
}

}  // namespace
}  // namespace farcall
