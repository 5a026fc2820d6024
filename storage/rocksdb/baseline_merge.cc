// SPDX-License-Identifier: Apache-2.0
#include "storage/rocksdb/baseline_merge.h"

#include <string>

#include "storage/codec/record/baseline_codec.h"

namespace farcall {
namespace {

// No version of a baseline.
constexpr char kUnreadable = 0;

absl::StatusOr<std::string> Merged(
    const rocksdb::MergeOperator::MergeOperationInput& in) {
  Baseline baseline;
  if (in.existing_value != nullptr) {
    auto stored = DecodeBaseline(in.existing_value->ToStringView());
    if (!stored.ok()) return stored.status();
    baseline = *std::move(stored);
  }
  for (const rocksdb::Slice& changes : in.operand_list) {
    absl::Status status =
        ApplyBaselineChanges(changes.ToStringView(), baseline);
    if (!status.ok()) return status;
  }
  return EncodeBaseline(baseline);
}

class BaselineMerge final : public rocksdb::MergeOperator {
 public:
  const char* Name() const override { return "farcall.BaselineMerge"; }

  bool FullMergeV2(const MergeOperationInput& in,
                   MergeOperationOutput* out) const override {
    absl::StatusOr<std::string> merged = Merged(in);
    if (merged.ok()) {
      out->new_value = *std::move(merged);
      return true;
    }
    out->new_value.assign(1, kUnreadable);
    if (in.existing_value != nullptr) {
      out->new_value.append(in.existing_value->ToStringView());
    }
    return true;
  }
};

}  // namespace

std::shared_ptr<rocksdb::MergeOperator> MakeBaselineMerge() {
  return std::make_shared<BaselineMerge>();
}

}  // namespace farcall
