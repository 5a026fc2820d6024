// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "scoring/counts/value_count.h"
#include "scoring/records/baseline.h"

namespace farcall {

// The parts of a record that are no habits. They are written as values of a
// histogram whose texts say what is kept (docs/storage_format.md). On disk:
// never renumber; numbers are apart from those of attributes.
enum class RecordPart : uint8_t {
  kFailures = 8,
  kMemory = 9,
  kAlerts = 10,  // a tenant's distribution, or a principal's alerts
  kDayBests = 11,
  kAnswers = 13,
  kEpisodes = 16,
};
inline constexpr RecordPart kRecordParts[] = {
    RecordPart::kFailures, RecordPart::kMemory,  RecordPart::kAlerts,
    RecordPart::kDayBests, RecordPart::kAnswers, RecordPart::kEpisodes};

// The part of that number; nothing if it is an attribute's.
std::optional<RecordPart> RecordPartOf(uint8_t number);

// In errors: `evidence`.
const char* RecordPartName(RecordPart part);

// The part as values, ascending; none if there is nothing in it.
std::vector<ValueCount> ValuesOf(RecordPart part, const Baseline& baseline);

// The opposite. `values` are those of a sound histogram; DATA_LOSS that says
// which text is not one of the part, which is as before then.
absl::Status SetValues(RecordPart part, std::vector<ValueCount> values,
                       Baseline& baseline);

}  // namespace farcall
