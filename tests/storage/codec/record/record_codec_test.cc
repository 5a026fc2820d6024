// SPDX-License-Identifier: Apache-2.0
#include "storage/codec/record/record_codec.h"

#include <gtest/gtest.h>

#include <string>

#include "scoring/records/attribute.h"
#include "storage/codec/record/baseline_codec.h"

namespace farcall {
namespace {

Baseline Example() {
  Baseline baseline;
  baseline.At(Attribute::kCountry).Count("DE", 1'700'000'000);
  return baseline;
}

TEST(RecordCodec, ReadsWhatItWrote) {
  for (const uint64_t sequence : {uint64_t{0}, uint64_t{7}, ~uint64_t{0}}) {
    const auto record = DecodeRecord(*EncodeRecord(Example(), sequence));
    ASSERT_TRUE(record.ok()) << record.status();
    EXPECT_EQ(record->baseline, Example());
    EXPECT_EQ(record->applied_sequence, sequence);
  }
}

TEST(RecordCodec, ReadsABaselineOfAnOlderFormat) {
  const auto record = DecodeRecord(*EncodeBaseline(Example()));
  ASSERT_TRUE(record.ok()) << record.status();
  EXPECT_EQ(record->baseline, Example());
  EXPECT_EQ(record->applied_sequence, 0u);
}

TEST(RecordCodec, TellsAnEmptyRecord) {
  EXPECT_TRUE(IsEmptyRecord(*EncodeRecord(Baseline(), 300)));
  EXPECT_FALSE(IsEmptyRecord(*EncodeRecord(Example(), 300)));
  EXPECT_FALSE(IsEmptyRecord(*EncodeBaseline(Example())));
  EXPECT_FALSE(IsEmptyRecord(""));
}

TEST(RecordCodec, RefusesEveryPartOfARecord) {
  const std::string bytes = *EncodeRecord(Example(), 300);
  for (size_t size = 0; size < bytes.size(); ++size) {
    const auto record = DecodeRecord(bytes.substr(0, size));
    // Without its histograms it is a whole record too: an empty one.
    if (IsEmptyRecord(bytes.substr(0, size))) continue;
    EXPECT_EQ(record.status().code(), absl::StatusCode::kDataLoss) << size;
  }
}

}  // namespace
}  // namespace farcall
