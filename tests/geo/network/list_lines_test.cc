// SPDX-License-Identifier: Apache-2.0
#include "geo/network/list_lines.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace farcall {
namespace {

using Entries = std::vector<std::pair<size_t, std::vector<std::string>>>;

TEST(ListLines, AreTheEntriesWithTheirNumbers) {
  Entries entries;
  const absl::Status status =
      ForEachEntry("\xef\xbb\xbf# ours\na, \"b, c\" # d\r\n\n\ne", "list",
                   [&entries](std::vector<std::string> fields, size_t line) {
                     entries.emplace_back(line, std::move(fields));
                     return absl::OkStatus();
                   });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(entries, (Entries{{2, {"a", "b, c"}}, {5, {"e"}}}));
}

TEST(ListLines, EndAtTheFirstThatIsRefused) {
  size_t taken = 0;
  const absl::Status status = ForEachEntry(
      "a\nb\nc\n", "the list x",
      [&taken](const std::vector<std::string>& fields, size_t) {
        ++taken;
        return fields[0] == "b" ? InvalidField("name", "b\n", "not wanted")
                                : absl::OkStatus();
      });
  EXPECT_EQ(taken, 2);
  EXPECT_EQ(status, absl::InvalidArgumentError(
                        "the list x, line 2: name \"b?\": not wanted"));
}

TEST(ListLines, TakeTextsForPeopleAlone) {
  EXPECT_TRUE(CheckTextField("note", "caf\xc3\xa9", 5).ok());
  EXPECT_FALSE(CheckTextField("note", "caf\xc3\xa9s", 5).ok());
  EXPECT_FALSE(CheckTextField("note", "caf\xe9", 5).ok());
  EXPECT_FALSE(CheckTextField("note", "a\tb", 5).ok());
}

}  // namespace
}  // namespace farcall
