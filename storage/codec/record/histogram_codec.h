// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "scoring/counts/histogram.h"

namespace farcall {

// First byte of an encoded histogram. On disk: never renumber; a new layout
// takes a new number (docs/storage_format.md).
enum class CodecVersion : uint8_t {
  kV1 = 1,  // without peaks and verdicts; read, no longer written
  kV2 = 2,  // verdicts without an end or a time; read, no longer written
  kV3 = 3,
};
// In its place: changes of one follow, of a histogram of that version. Both are
// read, no longer written.
inline constexpr uint8_t kHistogramChangesV1 = 129;  // 2
inline constexpr uint8_t kHistogramChangesV2 = 130;  // 3

// What cannot be read back is not written: INTERNAL if the histogram breaks a
// rule that DecodeHistogram holds it to. EncodeValues does the same for values
// that ascend.
absl::StatusOr<std::string> EncodeValues(std::span<const ValueCount> values);
absl::StatusOr<std::string> EncodeHistogram(const Histogram& histogram);

// Trusts nothing: DATA_LOSS that says what is wrong with `bytes`.
absl::StatusOr<std::vector<ValueCount>> DecodeValues(std::string_view bytes);
absl::StatusOr<Histogram> DecodeHistogram(std::string_view bytes);

// Puts changes that an older format wrote, or a histogram whole, onto
// `histogram`. Changes of one moment may be applied to a later one, or twice:
// they say what is, not what is added. DATA_LOSS as DecodeHistogram, and
// `histogram` is as before.
absl::Status ApplyHistogramChanges(std::string_view bytes,
                                   Histogram& histogram);

}  // namespace farcall
