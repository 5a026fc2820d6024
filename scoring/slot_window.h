// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace farcall {

// The set of hourly slots of the last 64 hours, up to the newest slot seen, in
// which a value was observed. However often a value comes within a slot, it is
// one observation: nobody makes himself normal by calling often.
struct SlotWindow {
  static constexpr int64_t kSlots = 64;

  int64_t newest = -1;  // newest slot in the set; -1 = empty
  uint64_t bits = 0;    // bit i = slot (newest - i)

  enum class Insertion { kNew, kAlreadyThere, kTooOld };

  // Adds `slot` (>= 0). kTooOld leaves the set as it was.
  Insertion Insert(int64_t slot);

  bool operator==(const SlotWindow&) const = default;
};

}  // namespace farcall
