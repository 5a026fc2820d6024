// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scoring/batch_entities.h"
#include "scoring/factor.h"
#include "scoring/histogram.h"
#include "scoring/model.h"

namespace farcall {

// Short memory: what was odd about a principal's calls from one place adds up
// over some hours, each thing once. It is a histogram whose values name the
// place and the thing and whose peaks are the bits.

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
};

// What is remembered of `place`, without what `now` says again with as many
// bits or more; most bits first.
//
// Nothing is recalled that was first seen later than `at_seconds`. Of what was
// seen before and after it, only the first time is known to lie before: its age
// counts from there. An event that is among the counts is `itself`: what it may
// have left in the memory is not recalled; nullptr for a new event.
std::vector<Remembered> Recall(const Histogram& memory, const Model& model,
                               const MemoryPlace& place,
                               std::span<const Factor> now, int64_t at_seconds,
                               const CountedEvent* itself = nullptr);

// What was recalled, in words: "of late from the same place: 3 calls of
// command iam:ListUsers, ...". Not empty.
std::string Describe(std::span<const Remembered> recalled);

// Adds what is odd among an event's factors. Whether anything was.
bool Remember(const MemoryPlace& place, std::span<const Factor> factors,
              int64_t at_seconds, Histogram& memory);

// Keeps the memory small: the 64 things last seen, for 48 hours.
void ForgetOld(Histogram& memory);

// Drops what is remembered of one network of an origin, or of all of them where
// `network` is empty. Whether anything was.
bool ForgetPlace(std::string_view origin, std::string_view network,
                 Histogram& memory);

}  // namespace farcall
