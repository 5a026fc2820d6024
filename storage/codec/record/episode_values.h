// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "absl/status/status.h"
#include "scoring/counts/value_count.h"
#include "scoring/records/episodes.h"

namespace farcall {

// A principal's episodes as values, ascending: `id|network bytes|` and the
// network and the origin side by side (docs/storage_format.md).
std::vector<ValueCount> ValuesOf(const Episodes& episodes);

// The opposite. DATA_LOSS that says which text is no episode.
absl::Status EpisodesFrom(const std::vector<ValueCount>& values,
                          Episodes& episodes);

}  // namespace farcall
