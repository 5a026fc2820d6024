// SPDX-License-Identifier: Apache-2.0
#include "formats/text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace farcall {
namespace {

using ::testing::ElementsAre;

TEST(Printable, KeepsWhatReadersCanSee) {
  EXPECT_EQ(Printable("Zoë, 東京 €", Charset::kUtf8), "Zoë, 東京 €");
}

TEST(Printable, TakesControlOverTheTerminalFromLogs) {
  EXPECT_EQ(Printable("a\x1b[2Jb\r\n\tc\x7f", Charset::kUtf8), "a?[2Jb???c?");
  EXPECT_EQ(Printable("a\xc2\x9b"
                      "2Jb",
                      Charset::kUtf8),
            "a?2Jb");
}

TEST(Printable, ShowsDirectionMarks) {
  EXPECT_EQ(Printable("a\u202Eb\u200Bc", Charset::kUtf8), "a?b?c");
}

TEST(Printable, ReplacesBrokenUtf8ByteByByte) {
  EXPECT_EQ(Printable("a\xff"
                      "b\xc3",
                      Charset::kUtf8),
            "a?b?");
  EXPECT_EQ(Printable("\xc0\xaf", Charset::kUtf8), "??") << "overlong";
  EXPECT_EQ(Printable("\xed\xa0\x80", Charset::kUtf8), "???") << "surrogate";
  EXPECT_EQ(Printable("\xf4\x90\x80\x80", Charset::kUtf8), "????")
      << "too large";
}

TEST(Printable, IsAsciiWhereTheLocaleIs) {
  EXPECT_EQ(Printable("Zoë", Charset::kAscii), "Zo?");
}

TEST(Cut, LeavesShortTextAlone) {
  EXPECT_EQ(CutEnd("alice", 5, Charset::kUtf8), "alice");
}

TEST(Cut, CountsCodePointsNotBytes) {
  EXPECT_EQ(CutEnd("äöüäöü", 4, Charset::kUtf8), "äöü…");
  EXPECT_EQ(CutEnd("äöüäöü", 6, Charset::kUtf8), "äöüäöü");
}

TEST(Cut, IsNeverWiderThanAsked) {
  for (size_t columns = 0; columns < 12; ++columns) {
    for (const Charset charset : {Charset::kAscii, Charset::kUtf8}) {
      EXPECT_LE(Columns(CutEnd("abcdefghijklmnop", columns, charset)), columns);
    }
  }
}

TEST(Wrap, BreaksAtSpaces) {
  EXPECT_THAT(Wrap("0 of 12 calls by alice", 10),
              ElementsAre("0 of 12", "calls by", "alice"));
}

TEST(Wrap, KeepsALongWordWhole) {
  EXPECT_THAT(Wrap("a verylongword b", 4),
              ElementsAre("a", "verylongword", "b"));
}

TEST(Wrap, TakesZeroForNoLimit) {
  EXPECT_THAT(Wrap("a b c", 0), ElementsAre("a b c"));
}

TEST(Numbers, HaveThousands) {
  EXPECT_EQ(WithThousands(0), "0");
  EXPECT_EQ(WithThousands(999), "999");
  EXPECT_EQ(WithThousands(1000), "1,000");
  EXPECT_EQ(WithThousands(1234567), "1,234,567");
}

TEST(Numbers, HaveUnits) {
  EXPECT_EQ(Percent(0.912), "91.2 %");
  EXPECT_EQ(ByteSize(1023), "1023 B");
  EXPECT_EQ(ByteSize(12345678), "11.8 MiB");
}

TEST(Rfc3339, IsUtc) {
  EXPECT_EQ(Rfc3339(1767323045), "2026-01-02T03:04:05Z");
  EXPECT_EQ(Rfc3339(0), "1970-01-01T00:00:00Z");
}

}  // namespace
}  // namespace farcall
