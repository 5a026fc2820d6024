// SPDX-License-Identifier: Apache-2.0
#include "cli/text_table.h"

#include <gtest/gtest.h>

#include <sstream>

namespace farcall {
namespace {

using Align = TableColumn::Align;
using Cut = TableColumn::Cut;

const std::vector<TableColumn>& TestColumns() {
  static const auto& columns =
      *new std::vector<TableColumn>{{"N", Align::kRight},
                                    {"NAME", Align::kLeft, Cut::kMiddle, 6},
                                    {"WHY", Align::kLeft, Cut::kEnd, 4}};
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

TEST(TextTable, CutsTheWidestColumnFirst) {
  EXPECT_EQ(Table({{{"1", "user/alice", "never seen before"}, ""}}, 25),
            "N  NAME        WHY\n"
            "1  user/alice  never see…\n");
}

TEST(TextTable, CutsNoColumnBelowItsMinimum) {
  EXPECT_EQ(Table({{{"1", "user/alice", "never seen before"}, ""}}, 3),
            "N  NAME    WHY\n"
            "1  u…lice  nev…\n");
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
