// SPDX-License-Identifier: Apache-2.0
#include "storage/rocksdb/baseline_merge.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "scoring/records/attribute.h"
#include "storage/codec/record/baseline_codec.h"

namespace farcall {
namespace {

constexpr int64_t kNow = 1'700'000'000;

std::string Merged(const std::optional<std::string>& stored,
                   const std::vector<std::string>& changes) {
  const std::vector<rocksdb::Slice> operands(changes.begin(), changes.end());
  rocksdb::Slice existing;
  if (stored.has_value()) existing = *stored;
  std::string value;
  rocksdb::Slice operand;
  rocksdb::MergeOperator::MergeOperationOutput out(value, operand);
  EXPECT_TRUE(MakeBaselineMerge()->FullMergeV2(
      rocksdb::MergeOperator::MergeOperationInput(
          "alice", stored.has_value() ? &existing : nullptr, operands, nullptr),
      &out));
  return value;
}

// Counts a call, and gives it as format 5 wrote it: a baseline's changes begin
// as a baseline, and may hold a histogram whole.
std::string CountAndEncode(const std::string& country, Baseline& baseline) {
  baseline.At(Attribute::kCountry).Count(country, kNow);
  return *EncodeBaseline(baseline);
}

TEST(BaselineMerge, PutsChangesOnWhatIsStored) {
  Baseline baseline;
  baseline.At(Attribute::kCountry).Count("DE", kNow);
  const std::string stored = *EncodeBaseline(baseline);
  std::vector<std::string> changes;
  for (const char* country : {"FR", "FR", "BR"}) {
    changes.push_back(CountAndEncode(country, baseline));
  }
  EXPECT_EQ(Merged(stored, changes), *EncodeBaseline(baseline));
  EXPECT_EQ(Merged(stored, {}), stored);
}

TEST(BaselineMerge, KeepsWhatItCannotPutTogetherUnderItsOwnKey) {
  Baseline baseline;
  baseline.At(Attribute::kCountry).Count("DE", kNow);
  const std::string stored = *EncodeBaseline(baseline);
  const std::string changes = CountAndEncode("FR", baseline);

  const auto is_lost = [](const std::string& value) {
    return absl::IsDataLoss(DecodeBaseline(value).status());
  };
  EXPECT_TRUE(is_lost(Merged("garbage", {changes})));
  EXPECT_TRUE(is_lost(Merged(stored, {"garbage"})));
  EXPECT_TRUE(is_lost(Merged(stored, {changes, changes.substr(0, 5)})));
  // For whoever wants to find out by hand what was lost.
  EXPECT_EQ(Merged(stored, {"garbage"}).substr(1), stored);
}

}  // namespace
}  // namespace farcall
