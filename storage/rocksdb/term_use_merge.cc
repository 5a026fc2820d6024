// SPDX-License-Identifier: Apache-2.0
#include "storage/rocksdb/term_use_merge.h"

#include <optional>
#include <string>
#include <utility>

#include "storage/codec/fact/term_use_codec.h"
#include "storage/timed.h"

namespace farcall {
namespace {

void Take(const rocksdb::Slice& bytes, std::optional<StoredTermUse>& into) {
  auto use = DecodeTermUse(bytes.ToStringView());
  if (!use.ok()) return;
  if (!into.has_value()) {
    into = *std::move(use);
  } else {
    MergeTermUse(*use, *into);
  }
}

class TermUseMerge final : public rocksdb::MergeOperator {
 public:
  const char* Name() const override { return "farcall.TermUseMerge"; }

  bool FullMergeV2(const MergeOperationInput& in,
                   MergeOperationOutput* out) const override {
    std::optional<StoredTermUse> merged;
    if (in.existing_value != nullptr) Take(*in.existing_value, merged);
    for (const rocksdb::Slice& operand : in.operand_list) {
      Take(operand, merged);
    }
    out->new_value = merged.has_value() ? EncodeTermUse(*merged) : "";
    return true;
  }

  bool PartialMerge(const rocksdb::Slice& /*key*/, const rocksdb::Slice& left,
                    const rocksdb::Slice& right, std::string* new_value,
                    rocksdb::Logger* /*logger*/) const override {
    std::optional<StoredTermUse> merged;
    Take(left, merged);
    Take(right, merged);
    if (!merged.has_value()) return false;
    *new_value = EncodeTermUse(*merged);
    return true;
  }
};

class TermUseFilter final : public rocksdb::CompactionFilter {
 public:
  explicit TermUseFilter(uint32_t now_hour) : now_hour_(now_hour) {}

  const char* Name() const override { return "farcall.TermUseFilter"; }

  Decision FilterV2(int /*level*/, const rocksdb::Slice& /*key*/,
                    ValueType /*type*/, const rocksdb::Slice& value,
                    std::string* /*new_value*/,
                    std::string* /*skip_until*/) const override {
    const auto use = DecodeTermUse(value.ToStringView());
    return use.ok() && use->kept_to_hour >= now_hour_ ? Decision::kKeep
                                                      : Decision::kRemove;
  }

 private:
  const uint32_t now_hour_;
};

class TermUseFilterFactory final : public rocksdb::CompactionFilterFactory {
 public:
  explicit TermUseFilterFactory(std::function<int64_t()> now_micros)
      : now_micros_(std::move(now_micros)) {}

  const char* Name() const override { return "farcall.TermUseFilterFactory"; }

  std::unique_ptr<rocksdb::CompactionFilter> CreateCompactionFilter(
      const rocksdb::CompactionFilter::Context& /*context*/) override {
    return std::make_unique<TermUseFilter>(HourOfMicros(now_micros_()));
  }

 private:
  const std::function<int64_t()> now_micros_;
};

}  // namespace

std::shared_ptr<rocksdb::MergeOperator> MakeTermUseMerge() {
  return std::make_shared<TermUseMerge>();
}

std::shared_ptr<rocksdb::CompactionFilterFactory> MakeTermUseFilter(
    std::function<int64_t()> now_micros) {
  return std::make_shared<TermUseFilterFactory>(std::move(now_micros));
}

}  // namespace farcall
