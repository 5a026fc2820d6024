// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <shared_mutex>
#include <span>

#include "absl/container/flat_hash_map.h"
#include "scoring/batch/histogram_store.h"
#include "storage/codec/event_digest.h"
#include "storage/codec/journal/seen_block_codec.h"

namespace farcall {

// The events already counted, in memory: 13 bytes of table per slot, so 220 to
// 440 MB for 20 million events. Thread-safe.
class SeenWindow {
 public:
  // outcomes[i] = the first outcome of digests[i] if it was seen.
  void Find(std::span<const EventDigest> digests,
            std::span<std::optional<FirstOutcome>> outcomes) const;

  // Removes, then adds, as one step. An event that is there keeps its outcome.
  void Apply(std::span<const EventDigest> removed,
             std::span<const SeenEvent> added);

  size_t events() const;

 private:
  // A table stalls its user while it grows or cleans up: 64 tables make that
  // some milliseconds each instead of a second for all.
  using Table =
      absl::flat_hash_map<EventDigest, PackedOutcome, EventDigestHash>;
  static constexpr int kTableBits = 6;

  static size_t TableOf(const EventDigest& digest) {
    return digest.high >> (32 - kTableBits);
  }

  mutable std::shared_mutex mutex_;
  std::array<Table, 1 << kTableBits> tables_;
  size_t events_ = 0;
};

}  // namespace farcall
