// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "absl/container/inlined_vector.h"

namespace farcall {

// The most bits that a principal's events had on its newest day (UTC) and the
// two days before it.
class DayBests {
 public:
  static constexpr int64_t kDaysBeforeNewest = 2;

  struct Best {
    // Of the events that raised it, Unix seconds: they say which day it is.
    int64_t last_seen_seconds = 0;
    uint32_t centibits = 0;

    bool operator==(const Best&) const = default;
  };

  bool empty() const { return bests_.empty(); }
  // Ascending by day.
  std::span<const Best> bests() const { return bests_; }

  // Bits of the day's best; 0 = nothing was odd, or it is not kept.
  double Of(int64_t day) const;
  // Whether the best of that day is kept.
  bool Keeps(int64_t day) const;

  // Raises the best of the event's day.
  void Raise(uint32_t centibits, int64_t at_seconds);

  bool operator==(const DayBests&) const = default;

 private:
  absl::InlinedVector<Best, kDaysBeforeNewest + 1> bests_;
};

}  // namespace farcall
