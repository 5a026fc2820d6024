// SPDX-License-Identifier: Apache-2.0
#include "triage/card/hours_outside.h"

#include <iterator>

#include "triage/card/finding_calls.h"
#include "triage/statistics/active_hours.h"

namespace farcall {

int64_t HoursOutside(const Finding& finding, const ValueCount& value) {
  return std::ssize(Outside(HoursOfFinding(finding), HoursOf(value)));
}

int64_t HoursOutside(const Finding& finding, const Histogram& histogram,
                     std::string_view value) {
  const ValueCount* seen = histogram.Find(value);
  return seen == nullptr ? 0 : HoursOutside(finding, *seen);
}

int64_t HoursOutside(const Finding& finding, const Histogram& histogram) {
  return std::ssize(Outside(HoursOfFinding(finding), HoursOf(histogram)));
}

}  // namespace farcall
