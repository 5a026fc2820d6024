// SPDX-License-Identifier: Apache-2.0
#include "scoring/findings/finding.h"

#include <tuple>

namespace farcall {

int PriorityOf(const Finding& finding) {
  if (finding.reopening == Reopening::kAfterMalicious) return 1;
  switch (finding.risk_level()) {
    case RiskLevel::kCritical:
      return 2;
    case RiskLevel::kHigh:
      return 3;
    default:
      return 4;
  }
}

bool IsMoreUrgent(const Finding& a, const Finding& b) {
  const int a_priority = PriorityOf(a);
  const int b_priority = PriorityOf(b);
  return std::tie(a_priority, b.peak_centibits, b.last_seconds, a.id) <
         std::tie(b_priority, a.peak_centibits, a.last_seconds, b.id);
}

}  // namespace farcall
