// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "scoring/event/finding_id.h"

namespace farcall {

// 64 bits that stand for one event id of one tenant. Two halves, so that an
// entry of the seen window takes 12 bytes and not 16.
struct EventDigest {
  uint32_t high = 0;
  uint32_t low = 0;

  uint64_t bits() const { return (static_cast<uint64_t>(high) << 32) | low; }

  bool operator==(const EventDigest&) const = default;
};

// A digest is as good as random: it is its own hash.
struct EventDigestHash {
  size_t operator()(const EventDigest& digest) const { return digest.bits(); }
};

// SipHash-2-4 under a random key that each store makes for itself: a caller who
// chooses event ids cannot make two of them collide. By chance, a new event
// among 20 million seen is taken for one of them once in 10^12.
class EventHasher {
 public:
  static constexpr size_t kKeyBytes = 16;
  using Key = std::array<unsigned char, kKeyBytes>;

  // INTERNAL if the system gives no random numbers.
  static absl::StatusOr<Key> RandomKey();

  explicit EventHasher(const Key& key) : key_(key) {}

  const Key& key() const { return key_; }

  EventDigest Digest(std::string_view tenant, std::string_view event_id) const;

  // Names the finding that an event opens: the first bytes of keyed BLAKE2b, so
  // that an id tells nothing of what it stands for.
  FindingId IdOfFinding(std::string_view tenant, std::string_view principal,
                        std::string_view origin,
                        std::string_view event_id) const;

  // What stands for all copies of a store with this key (kKeyBytes bytes):
  // keyed BLAKE2b-128 of `incarnation`.
  std::string IncarnationOfCopies() const;

 private:
  Key key_;
};

}  // namespace farcall
