// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace farcall {

// What the groups of the journal are still needed for. A group can be trimmed
// when no record lacks its effects, and none of an earlier group's.
// Thread-safe.
class JournalIndex {
 public:
  // A group of `tenant` with the effects of `events` events: `unsaved` records
  // were saved before it and are not any more. Sequences ascend.
  void Add(uint64_t sequence, const std::string& tenant, size_t events,
           size_t bytes, size_t unsaved);
  // A record that was unsaved since group `sequence` was saved.
  void Saved(uint64_t sequence);

  struct Oldest {
    std::string tenant;
    uint64_t sequence = 0;

    bool operator==(const Oldest&) const = default;
  };
  // The first group that a record is unsaved since; nothing if all are saved.
  std::optional<Oldest> OldestUnsaved() const;
  // Forgets the groups that can be trimmed; the sequence that they lie before.
  uint64_t Trim();

  struct Totals {
    uint64_t events = 0;
    uint64_t bytes = 0;
  };
  Totals totals() const;

 private:
  struct Group {
    std::string tenant;
    size_t events = 0;
    size_t bytes = 0;
    size_t unsaved = 0;
  };

  mutable std::mutex mutex_;
  // All guarded by mutex_.
  std::map<uint64_t, Group> groups_;
  uint64_t last_sequence_ = 0;
  Totals totals_;
};

}  // namespace farcall
