// SPDX-License-Identifier: Apache-2.0
#include "tests/cluster/model/copy_state.h"

#include <bit>
#include <cstring>

namespace farcall {

std::string ModelEffects::Encode() const {
  std::string bytes(sizeof(made_on) + sizeof(events), '\0');
  std::memcpy(bytes.data(), &made_on, sizeof(made_on));
  std::memcpy(bytes.data() + sizeof(made_on), &events, sizeof(events));
  return bytes;
}

ModelEffects ModelEffects::Decode(std::string_view bytes) {
  ModelEffects effects;
  if (bytes.size() != sizeof(made_on) + sizeof(events)) return effects;
  std::memcpy(&effects.made_on, bytes.data(), sizeof(made_on));
  std::memcpy(&effects.events, bytes.data() + sizeof(made_on), sizeof(events));
  effects.events &= kAllEvents;  // parts of different batches may be joined
  return effects;
}

void CopyState::Apply(const ModelEffects& effects) {
  for (Events rest = effects.events; rest != 0; rest &= rest - 1) {
    ++counted[static_cast<size_t>(std::countr_zero(rest))];
  }
  known |= effects.events;
  digest = DigestAfter(digest, effects.events);
}

// SplitMix64.
uint64_t Mixed(uint64_t number) {
  number += 0x9e3779b97f4a7c15;
  number = (number ^ (number >> 30)) * 0xbf58476d1ce4e5b9;
  number = (number ^ (number >> 27)) * 0x94d049bb133111eb;
  return number ^ (number >> 31);
}

uint64_t DigestAfter(uint64_t digest, Events events) {
  return Mixed(digest ^ Mixed(events));
}

}  // namespace farcall
