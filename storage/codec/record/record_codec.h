// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "scoring/records/baseline.h"

namespace farcall {

// First byte of an encoded record. On disk: never renumber; a new layout takes
// a new number (docs/storage_format.md). 1 is that of a baseline: a record of a
// format before 6 is one.
inline constexpr uint8_t kRecordVersion = 2;

struct StoredRecord {
  Baseline baseline{};
  // The last group of the journal whose effects the baseline holds; 0 = none.
  uint64_t applied_sequence = 0;
};

// What cannot be read back is not written: INTERNAL that says which histogram
// breaks which rule. An empty baseline is written too: as long as the journal
// has effects on it, they must not be applied again.
absl::StatusOr<std::string> EncodeRecord(const Baseline& baseline,
                                         uint64_t applied_sequence);

// Trusts nothing: DATA_LOSS that says what is wrong with `bytes`.
absl::StatusOr<StoredRecord> DecodeRecord(std::string_view bytes);

// Whether a record that can be read has an empty baseline, without reading it.
bool IsEmptyRecord(std::string_view bytes);

}  // namespace farcall
