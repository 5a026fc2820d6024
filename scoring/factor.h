// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "scoring/baseline_state.h"
#include "scoring/detector.h"

namespace farcall {

struct ValueShare {
  std::string value{};
  double share = 0;  // of the histogram's decayed total, 0..1
};

// One detector's part in a score, with the counts behind it: what was known
// before the event.
struct Factor {
  const Detector* detector = nullptr;  // one of Detectors()
  std::string entity{};                // whose history was asked
  std::string value{};                 // what this event has
  double bits = 0;                     // surprise, >= 0
  double weight = 0;           // part of the event's total surprise, 0..1
  bool in_quarantine = false;  // the value is known and not yet learned
  uint64_t value_calls = 0;
  uint64_t entity_calls = 0;
  int64_t entity_first_seen_seconds = 0;  // 0 = never
  int64_t value_first_seen_seconds = 0;   // 0 = never
  int64_t value_last_seen_seconds = 0;    // 0 = never
  std::vector<ValueShare> usual{};        // most usual first, at most three
  // What the counts do not say, as the end of a sentence (explanation.h).
  std::string detail{};
  BaselineState state = BaselineState::kCold;
};

}  // namespace farcall
