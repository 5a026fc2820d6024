// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "scoring/detectors/anomaly.h"
#include "scoring/detectors/batch_entities.h"
#include "scoring/detectors/factor.h"
#include "scoring/detectors/model.h"
#include "scoring/event/purpose.h"
#include "scoring/records/short_memory.h"

namespace farcall {

// What was odd about a principal's calls from one place adds up over some
// hours, each thing once (records/short_memory.h).

// Where an event of a principal came from, as far as memory goes: one network.
// Networks that are new for the principal are one place for each origin, so
// that changing addresses does not scatter what is remembered.
struct MemoryPlace {
  std::string_view origin;
  std::string_view network;
  bool network_is_new = false;
};

// One thing that is remembered.
struct Remembered {
  std::string_view detector;
  std::string_view value;
  double bits = 0;     // decayed
  uint64_t calls = 0;  // 0 = not known: there are later ones too
  int64_t first_seen_seconds = 0;
};

using RecalledThings = absl::InlinedVector<Remembered, 4>;

// For which event things are recalled.
struct MemoryQuery {
  MemoryPlace place;
  int64_t at_seconds = 0;
  Purpose purpose = Purpose::kCount;
  const CountedEvent* counted = nullptr;  // of kAgain: what it was counted as
};

// What is remembered of the place, without what `now` says again with as many
// bits or more; most bits first.
//
// kCount: an event that arrives late recalls what was seen after it as well,
// the less the further off it is, so that a theft scores the same in any order
// of arrival.
//
// Else nothing is recalled that was first seen later than `at_seconds`. Of what
// was seen before and after it, only the first time is known to lie before: its
// age counts from there. kAgain: what the event may have left in the
// memory itself is not recalled.
RecalledThings Recall(const ShortMemory& memory, const Model& model,
                      const MemoryQuery& query, std::span<const Anomaly> now);

// The bits that the recalled things add to what `now` says of the event. Things
// of one detector first seen within Model::memory_burst_seconds count as the
// one of them with the most bits. Of the others, and of what `now` says with
// the same detector, each counts Model::memory_next_part of the one before it,
// the event's own first, then the most bits. So the sum stays below 3.4
// times the first one's bits for each detector, however many there are.
double SumOf(std::span<const Remembered> recalled, const Model& model,
             std::span<const Anomaly> now);

// Tells what was recalled of `place` (not nothing) in the words of `factor`,
// whose entity and time are set: "8 commands and 2 error codes unusual for
// alice, from the same place (VN) within 4 minutes, since 2026-11-28 15:28" and
// how it goes on, ": iam:ListUsers (4 calls), ...".
void Describe(std::span<const Remembered> recalled, const MemoryPlace& place,
              Factor& factor);

// What is odd among an event's anomalies. Views into them and `place`.
std::vector<EvidenceNote> EvidenceOf(const MemoryPlace& place,
                                     std::span<const Anomaly> anomalies);

}  // namespace farcall
