// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scoring/counts/histogram.h"

// What feedback changes of counts: no event does.

namespace farcall {

// What a principal gave to its peers by calling from a place: its calls by
// period, and one observation of each period in which it called from there on
// two days (UTC) or more. Only where values are counted by hours.
std::vector<PeriodCount> GivenToPeers(const ValueCount& value);

// Takes counts of a value away, by period; slots are not looked at. Never below
// zero; a period without calls goes, and a value without periods.
void Subtract(std::string_view value, std::span<const PeriodCount> counts,
              Histogram& histogram);

// When a value was seen.
struct SeenTimes {
  int64_t first_seconds = 0;
  int64_t last_seconds = 0;
};
// Adds counts of a value, by period. Leaves out periods that are too old or
// without calls; if there are others, the value has been `seen` then too.
void Add(std::string_view value, std::span<const PeriodCount> counts,
         SeenTimes seen, Histogram& histogram);

// What ForgetHours took from one value.
struct ForgottenValue {
  std::string value{};
  Verdict verdict = Verdict::kNone;  // on it
  uint64_t observations = 0;
  // By period, of what GivenToPeers tells: what is no longer so.
  std::vector<PeriodCount> given{};
};

// Forgets the hours from one moment to before another, both at the full hour. A
// period that lies within loses its calls, of one that is cut they shrink with
// its observations (how many calls an hour had is not kept). First and last
// seen move to the hours that are left. What has no calls left goes, but for
// verdicts: what has one stays as a value that was not seen.
std::vector<ForgottenValue> ForgetHours(int64_t from_seconds,
                                        int64_t to_seconds,
                                        Histogram& histogram);

}  // namespace farcall
