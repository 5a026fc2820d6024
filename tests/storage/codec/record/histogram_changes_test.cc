// SPDX-License-Identifier: Apache-2.0
// Changes of histograms, byte by byte, as older formats wrote them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "storage/codec/byte_coding.h"
#include "storage/codec/record/histogram_codec.h"

namespace farcall {
namespace {

using testing::HasSubstr;

constexpr int64_t kNow = 1'700'000'000;

// Of one value, up to its times.
std::string BeginOfChangesOfGermany() {
  std::string changes(1, static_cast<char>(kHistogramChangesV2));
  AppendVarint(1, changes);
  AppendVarint(static_cast<uint64_t>(kNow), changes);
  return changes.append(
      "\x02"
      "DE");
}

TEST(HistogramChanges, LeaveEarlierPeriodsAndSlotsThatTheyDoNotHave) {
  Histogram histogram;
  histogram.Count("DE", kNow - kPeriodSeconds);
  histogram.Count("DE", kNow);
  Histogram stored = histogram;
  histogram.Count("DE", kNow);
  // The latest period alone, without slots: an observation and one call more.
  std::string changes = BeginOfChangesOfGermany();
  AppendVarint(0, changes);
  AppendVarint(kPeriodSeconds, changes);
  AppendVarint(1 << 2, changes);
  changes += std::string("\x00\x01\x01", 3);
  const absl::Status status = ApplyHistogramChanges(changes, stored);
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_EQ(stored, histogram);
}

TEST(HistogramChanges, AreRefusedWhereTheyDoNotFit) {
  // A value without periods: whoever wrote it knew that they are stored.
  const std::string changes =
      BeginOfChangesOfGermany() + std::string("\x00\x00\x00", 3);
  Histogram histogram;
  const absl::Status status = ApplyHistogramChanges(changes, histogram);
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(status.message()), HasSubstr("without periods"));
}

}  // namespace
}  // namespace farcall
