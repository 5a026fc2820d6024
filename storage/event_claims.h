// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <mutex>
#include <span>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "storage/codec/event_digest.h"

namespace farcall {

// Makes "was it seen?" and "now it is" one step: while a batch holds its
// events, another that holds one of them waits. Thread-safe.
//
// A set and not stripes: 5,000 random ids would touch a quarter of the stripes,
// and so shut out batches that share nothing.
class EventClaims {
 public:
  class Held {
   public:
    ~Held() { claims_.Release(digests_); }
    Held(const Held&) = delete;
    Held& operator=(const Held&) = delete;

   private:
    friend class EventClaims;
    Held(EventClaims& claims, std::span<const EventDigest> digests)
        : claims_(claims), digests_(digests) {}

    EventClaims& claims_;
    std::span<const EventDigest> digests_;
  };

  // Waits until none of `digests` is held, then holds them all until the result
  // goes out of scope; `digests` must live as long. Take no other lock before:
  // the wait is free of deadlock because who waits holds nothing.
  [[nodiscard]] Held Claim(std::span<const EventDigest> digests);

 private:
  bool AnyHeld(std::span<const EventDigest> digests) const;
  void Release(std::span<const EventDigest> digests);

  std::mutex mutex_;
  std::condition_variable released_;
  absl::flat_hash_set<EventDigest, EventDigestHash> held_;
};

}  // namespace farcall
