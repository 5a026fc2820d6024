// SPDX-License-Identifier: Apache-2.0
#include "storage/codec/record/record_codec.h"

#include <utility>

#include "storage/codec/byte_coding.h"
#include "storage/codec/record/baseline_codec.h"

namespace farcall {
namespace {

constexpr size_t kEmptyBaselineBytes = 1;  // its version

// Takes the head of a record off `bytes`, which are then its baseline's.
bool TakeHead(std::string_view& bytes, uint64_t& applied_sequence) {
  ByteReader reader(bytes);
  uint8_t version = 0;
  if (!reader.Byte(version) || version != kRecordVersion ||
      !reader.Varint(applied_sequence)) {
    return false;
  }
  bytes = bytes.substr(bytes.size() - reader.remaining());
  return true;
}

bool IsBaseline(std::string_view bytes) {
  return bytes.empty() || static_cast<uint8_t>(bytes.front()) != kRecordVersion;
}

}  // namespace

absl::StatusOr<std::string> EncodeRecord(const Baseline& baseline,
                                         uint64_t applied_sequence) {
  const absl::StatusOr<std::string> bytes = EncodeBaseline(baseline);
  if (!bytes.ok()) return bytes.status();
  std::string out(1, static_cast<char>(kRecordVersion));
  AppendVarint(applied_sequence, out);
  out.append(*bytes);
  return out;
}

absl::StatusOr<StoredRecord> DecodeRecord(std::string_view bytes) {
  StoredRecord record;
  if (!IsBaseline(bytes) && !TakeHead(bytes, record.applied_sequence)) {
    return absl::DataLossError("record: bad sequence of the journal");
  }
  absl::StatusOr<Baseline> baseline = DecodeBaseline(bytes);
  if (!baseline.ok()) return baseline.status();
  record.baseline = *std::move(baseline);
  return record;
}

bool IsEmptyRecord(std::string_view bytes) {
  uint64_t applied_sequence = 0;
  return TakeHead(bytes, applied_sequence) &&
         bytes.size() == kEmptyBaselineBytes;
}

}  // namespace farcall
