// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "scoring/counts/histogram.h"
#include "scoring/findings/finding.h"

namespace farcall {

// Baselines hold a finding's own calls. What was usual without them is told by
// hours: those from the finding's first call to its last are left out. Only of
// values that are counted by hours: those of principals and of commands.

// How many hours a value was seen in, outside the finding.
int64_t HoursOutside(const Finding& finding, const ValueCount& value);
// The same of a value that may not be there.
int64_t HoursOutside(const Finding& finding, const Histogram& histogram,
                     std::string_view value);
// The same of any value.
int64_t HoursOutside(const Finding& finding, const Histogram& histogram);

}  // namespace farcall
