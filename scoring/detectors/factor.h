// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "scoring/counts/decay.h"
#include "scoring/detectors/detector.h"
#include "scoring/event/baseline_state.h"

namespace farcall {

struct ValueShare {
  std::string value{};
  double share = 0;  // of the histogram's decayed total, 0..1
};
// Most usual first, at most three.
using UsualShares = absl::InlinedVector<ValueShare, 3>;

// All calls that an entity is known by, with or without a value: what "0 of 366
// calls" counts.
struct KnownCalls {
  uint64_t calls = 0;
  int64_t first_seen_seconds = 0;  // 0 = never
  BaselineState state = BaselineState::kCold;
};

// Calls of the organisation that are none of the factor's entity.
struct OtherCalls {
  uint64_t value_calls = 0;  // with the value
  uint64_t calls = 0;        // 0 = not asked, or none
  // What is usual in the organisation, where the entity has nothing usual yet.
  std::vector<ValueShare> usual{};
};

// One detector's part in a score, with the counts behind it: what was known
// before the event.
struct Factor {
  const Detector* detector = nullptr;  // one of Detectors()
  std::string entity{};                // whose history was asked
  // What this event has; of a network that moved, by the earlier database.
  std::string value{};
  double bits = 0;           // surprise, >= 0
  double weight = 0;         // part of the event's total surprise, 0..1
  int64_t at_seconds = 0;    // when the event was
  ValueStanding standing{};  // of the value, where it is known
  uint64_t value_calls = 0;
  uint64_t entity_calls = 0;
  int64_t entity_first_seen_seconds = 0;  // 0 = never
  int64_t value_first_seen_seconds = 0;   // 0 = never
  int64_t value_last_seen_seconds = 0;    // 0 = never
  UsualShares usual{};
  KnownCalls known{};
  OtherCalls others{};
  // Before all else: why `value` is not what the event has. Empty = it is.
  std::string aside{};
  // What the counts do not say: a sentence (explanation.h) in few words, and
  // how it goes on.
  std::string brief{};
  std::string detail{};
  BaselineState state = BaselineState::kCold;

  // The value is known and not yet learned, for the surprise that it brought.
  bool in_quarantine() const {
    return standing.standing == Standing::kQuarantine;
  }
};

}  // namespace farcall
