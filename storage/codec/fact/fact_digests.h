// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "scoring/findings/term_use.h"
#include "storage/codec/event_digest.h"

namespace farcall {

// What stands for names and texts in keys of facts and terms: SipHash-2-4 under
// the store's own key. So no key tells a name, and nobody can choose two texts
// of one digest.
class FactDigests {
 public:
  // 128 bits.
  using Digest = std::array<unsigned char, 16>;
  // Its bytes, for as long as it lives.
  static std::string_view BytesOf(const Digest& digest) {
    return {reinterpret_cast<const char*>(digest.data()), digest.size()};
  }

  explicit FactDigests(const EventHasher::Key& key) : key_(key) {}

  // Of an entity's encoded key, which has the tenant in it.
  Digest OfPrincipal(std::string_view entity_key) const;
  Digest OfTerm(TermKind kind, std::string_view term) const;
  // Of a text in a block of facts.
  uint64_t OfText(std::string_view text) const;
  // Of a fingerprint, which tells what it was made of where it is not keyed; 0
  // of 0.
  uint64_t OfFingerprint(uint64_t fingerprint) const;

 private:
  const EventHasher::Key key_;
};

}  // namespace farcall
