// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <shared_mutex>
#include <span>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "scoring/batch/histogram_store.h"
#include "storage/codec/event_digest.h"
#include "storage/codec/journal/seen_block_codec.h"

namespace farcall {

// The events already counted, in memory: 13 bytes of table per slot, so 220 to
// 440 MB for 20 million events. Thread-safe.
//
// An event has the number of the slice in which it came, modulo 2^16: events
// that came one after the other leave for the disk together.
class SeenWindow {
 public:
  using Slice = uint16_t;

  // What leaves for the disk.
  struct Held {
    EventDigest digest;
    PackedOutcome outcome = 0;
    Slice slice = 0;
  };

  // A table stalls its user while it grows or cleans up: 64 tables make that
  // some milliseconds each instead of a second for all.
  static constexpr int kTableBits = 6;
  static constexpr size_t kTables = size_t{1} << kTableBits;

  // The most events for which tables of `bytes` at most do not grow.
  static uint64_t EventsWithin(uint64_t bytes);

  // outcomes[i] = the first outcome of digests[i] if it was seen.
  void Find(std::span<const EventDigest> digests,
            std::span<std::optional<FirstOutcome>> outcomes) const;

  // Removes, then adds to slice `into`, as one step. An event that is there
  // keeps its outcome and moves to that slice. Only events of `removed_to` or
  // an earlier slice are removed: an event may have come again since.
  void Apply(std::span<const EventDigest> removed,
             std::span<const SeenEvent> added, Slice removed_to = 0,
             Slice into = 0);

  // The events of slices `from` to `to` in one table, ascending by digest.
  // Those of a table have the same first bits, and come before those of the
  // next one.
  std::vector<Held> Sorted(size_t table, Slice from, Slice to) const;
  // Removes the same.
  void Remove(size_t table, Slice from, Slice to);

  size_t events() const;
  // Of the tables.
  uint64_t bytes() const;

 private:
  struct Value {
    PackedOutcome outcome = 0;
    Slice slice = 0;
  };
  using Table = absl::flat_hash_map<EventDigest, Value, EventDigestHash>;

  static size_t TableOf(const EventDigest& digest) {
    return digest.high >> (32 - kTableBits);
  }

  mutable std::shared_mutex mutex_;
  std::array<Table, kTables> tables_;
  size_t events_ = 0;
};

}  // namespace farcall
