// SPDX-License-Identifier: Apache-2.0
#include "scoring/failure_window.h"

#include <algorithm>

namespace farcall {

std::string FailureWindowOf(int64_t seconds) {
  return std::to_string(seconds / kFailureWindowSeconds);
}

FailureSpike SpikeOf(const Histogram& failures, int64_t at_seconds) {
  const std::string window = FailureWindowOf(at_seconds);
  const ValueCount* now = failures.Find(window);
  FailureSpike spike;
  spike.failures = (now == nullptr ? 0 : now->calls()) + 1;
  int64_t first_seconds = at_seconds;
  for (const ValueCount& value : failures.values()) {
    first_seconds = std::min(first_seconds, value.first_seen_seconds);
    if (value.value != window && value.calls() >= spike.failures) {
      ++spike.windows_like;
    }
  }
  spike.windows = static_cast<uint64_t>((at_seconds - first_seconds) /
                                        kFailureWindowSeconds);
  return spike;
}

}  // namespace farcall
