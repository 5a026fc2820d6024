// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "scoring/records/baseline.h"

namespace farcall {

// First byte of an encoded baseline. On disk: never renumber; a new layout
// takes a new number (docs/storage_format.md).
enum class BaselineCodecVersion : uint8_t { kV1 = 1 };

// Histograms that are empty are left out. What cannot be read back is not
// written: INTERNAL that says which histogram breaks which rule.
absl::StatusOr<std::string> EncodeBaseline(const Baseline& baseline);

// Trusts nothing: DATA_LOSS that says what is wrong with `bytes`.
absl::StatusOr<Baseline> DecodeBaseline(std::string_view bytes);

// First byte of the changes of a baseline, which are no longer written.
enum class BaselineChangesVersion : uint8_t { kV1 = 1 };

// Puts changes that an older format wrote onto `baseline`, as
// ApplyHistogramChanges does. After DATA_LOSS some histograms may have changed.
absl::Status ApplyBaselineChanges(std::string_view bytes, Baseline& baseline);

}  // namespace farcall
