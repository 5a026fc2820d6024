// SPDX-License-Identifier: Apache-2.0
#include "cli/output/progress_bar.h"

#include <gtest/gtest.h>

#include <sstream>

namespace farcall {
namespace {

Progress HalfDone() {
  return {.bytes_read = 512,
          .bytes_total = 1024,
          .records = 2000,
          .seconds = 2,
          .score_highest = 92.5};
}

TEST(ProgressLine, ShowsBytesRecordsRateAndHighestScore) {
  EXPECT_EQ(ProgressLine(HalfDone(), 90, Charset::kAscii),
            "[############.............]  50 %  "
            "512 B of 1.0 KiB  2,000 records  1,000/s  highest 92.50");
}

TEST(ProgressLine, DrawsNoBarForInputOfUnknownSize) {
  Progress progress = HalfDone();
  progress.bytes_total = 0;
  progress.score_highest.reset();
  EXPECT_EQ(ProgressLine(progress, 80, Charset::kUtf8),
            "512 B  2,000 records  1,000/s");
}

TEST(ProgressLine, FitsAnyTerminal) {
  for (size_t width = 0; width < 120; ++width) {
    EXPECT_LE(Columns(ProgressLine(HalfDone(), width, Charset::kUtf8)), width);
  }
}

TEST(ProgressLine, IsFullWhenAFileGrewWhileItWasRead) {
  Progress progress = HalfDone();
  progress.bytes_read = 4096;
  EXPECT_NE(ProgressLine(progress, 80, Charset::kAscii).find("100 %"),
            std::string::npos);
}

TEST(ProgressBar, LeavesAnEmptyLine) {
  std::ostringstream out;
  { ProgressBar(out, 80, Charset::kAscii).Show(HalfDone()); }
  EXPECT_TRUE(out.str().ends_with("\r\x1b[K"));
}

TEST(ProgressBar, WritesNothingIfNothingWasShown) {
  std::ostringstream out;
  { const ProgressBar bar(out, 80, Charset::kAscii); }
  EXPECT_EQ(out.str(), "");
}

}  // namespace
}  // namespace farcall
