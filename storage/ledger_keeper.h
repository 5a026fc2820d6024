// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "scoring/batch/histogram_store.h"
#include "storage/codec/fact/fact_digests.h"
#include "storage/ledger_records.h"

namespace farcall {

// Which entries of a tenant's ledger an update changes. The entries used last
// lie in memory; the others are read again. In the tenant's turn.
class LedgerKeeper {
 public:
  static constexpr size_t kEntriesHeldMax = 4'096;

  // The references must outlive it.
  LedgerKeeper(std::string_view tenant, const FactDigests& digests,
               const LedgerRecords& records)
      : tenant_(tenant), digests_(digests), records_(records) {}

  // Takes the calls of an update. `keys` are the encoded keys of its entities;
  // `now_day` is the Unix day of the server.
  void Add(std::span<const LedgerNote> notes, std::span<const std::string> keys,
           uint32_t now_day);

  // What is to be written with the updates whose calls were added.
  std::vector<LedgerWrite> Take();

  // Whether nothing is held: what was taken is read from disk again.
  bool empty() const { return held_.empty(); }

  // Forgets what is held: after an append that failed, and after an erasure.
  void Clear();

 private:
  struct Held {
    StoredLedgerEntry stored{};
    bool exists = false;
    bool is_changed = false;
  };

  Held& Find(const std::string& key);

  const std::string tenant_;
  const FactDigests& digests_;
  const LedgerRecords& records_;
  absl::flat_hash_map<std::string, Held> held_{};
  std::vector<std::string> changed_{};  // keys, in the order of changes
};

}  // namespace farcall
