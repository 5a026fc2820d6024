// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace farcall {

// Events of the model, as bits: event i is 1 << i.
using Events = uint64_t;
inline constexpr size_t kEvents = 48;
inline constexpr Events kAllEvents = (Events{1} << kEvents) - 1;

// What a batch of the model does: it counts events. Like real effects it is
// made on a certain state, and is wrong on any other.
struct ModelEffects {
  uint64_t made_on = 0;  // digest of the state
  Events events = 0;

  std::string Encode() const;
  // Of anything but sixteen bytes: effects that count nothing.
  static ModelEffects Decode(std::string_view bytes);
};

// What a copy of the shard keeps of the effects that it has applied.
struct CopyState {
  std::array<uint8_t, kEvents> counted{};  // how often
  Events known = 0;                        // counted at least once
  uint64_t digest = 0;  // of all effects in their order; 0 = none

  void Apply(const ModelEffects& effects);
};

// A number that looks random, always the same for the same number.
uint64_t Mixed(uint64_t number);
// The digest of a state after these events.
uint64_t DigestAfter(uint64_t digest, Events events);

}  // namespace farcall
