// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "scoring/histogram.h"

namespace farcall {

// First byte of an encoded histogram. On disk: never renumber; a new layout
// takes a new number (docs/storage_format.md).
enum class CodecVersion : uint8_t {
  kV1 = 1,  // without peaks and verdicts; read, no longer written
  kV2 = 2,
};

// What cannot be read back is not written: INTERNAL if the histogram breaks a
// rule that DecodeHistogram holds it to.
absl::StatusOr<std::string> EncodeHistogram(const Histogram& histogram);

// Trusts nothing: DATA_LOSS that says what is wrong with `bytes`.
absl::StatusOr<Histogram> DecodeHistogram(std::string_view bytes);

}  // namespace farcall
