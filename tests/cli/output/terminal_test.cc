// SPDX-License-Identifier: Apache-2.0
#include "cli/output/terminal.h"

#include <gtest/gtest.h>

#include "tests/cli/output/captured_terminal.h"

namespace farcall {
namespace {

TEST(CharsetOfLocale, IsUtf8WhereTheFirstVariableThatIsSetSaysSo) {
  EXPECT_EQ(CharsetOfLocale(nullptr, nullptr, "en_US.UTF-8"), Charset::kUtf8);
  EXPECT_EQ(CharsetOfLocale("", "C.utf8", "C"), Charset::kUtf8);
  EXPECT_EQ(CharsetOfLocale("C", "en_US.UTF-8", "en_US.UTF-8"),
            Charset::kAscii);
  EXPECT_EQ(CharsetOfLocale(nullptr, nullptr, nullptr), Charset::kAscii);
}

TEST(Terminal, TellsAnErrorInOneLine) {
  CapturedTerminal captured;
  captured.terminal.Error("cannot read a\nb\x1b[2J: no such file");
  EXPECT_EQ(captured.err.str(), "farcall: cannot read a?b?[2J: no such file\n");
}

}  // namespace
}  // namespace farcall
