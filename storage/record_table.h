// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <list>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "scoring/counts/hashed_text.h"
#include "scoring/records/baseline.h"

namespace farcall {

// One entity's baseline in memory.
struct Record {
  std::string key{};  // encoded (codec/key_codec.h)
  Baseline baseline{};
  // The last group of the journal whose effects the baseline holds; 0 = none.
  uint64_t applied_sequence = 0;
  // The first group whose effects are in the journal alone; 0 = the record
  // store holds the baseline as it is here.
  uint64_t unsaved_since = 0;
  bool is_listed = false;  // the record store has a baseline that is not empty
  size_t bytes = 0;        // estimate of its memory

  bool is_saved() const { return unsaved_since == 0; }
};

// The records of one tenant that are in memory: all that are not saved, and of
// the saved ones those last used. Not thread-safe.
//
// Invariants:
// (1) A record is in one of two lists: `unsaved_`, ascending by unsaved_since,
//     or `saved_`, the least recently used first.
// (2) Only saved records are evicted: the record store can give them back.
// (3) A record stays where it is in memory until it is evicted or removed.
class RecordTable {
 public:
  // Adds its bytes to `total_bytes`, which must outlive it.
  explicit RecordTable(std::atomic<int64_t>& total_bytes)
      : total_bytes_(total_bytes) {}
  ~RecordTable() { Clear(); }
  RecordTable(const RecordTable&) = delete;
  RecordTable& operator=(const RecordTable&) = delete;

  // nullptr if it is not in memory. The record is then the last used.
  Record* Find(std::string_view key);
  // Adds a record as the record store has it; its key must not be there.
  Record& Add(std::string key, Baseline baseline, uint64_t applied_sequence);

  // Says that group `sequence` changed the record. True if it was saved before.
  bool MarkUnsaved(Record& record, uint64_t sequence);
  // Says that the record store holds it as it is now.
  void MarkSaved(Record& record);

  // Unsaved records, the longest unsaved first: all that are unsaved since
  // `sequence` or longer, and others up to `count` in total.
  std::vector<Record*> Unsaved(uint64_t sequence, size_t count);
  // Those that the record store does not list, with this beginning of the key.
  std::vector<Record*> NotListed(std::string_view key_prefix);

  // Evicts saved records, the least recently used first, until `bytes` are free
  // or none is left.
  void Evict(int64_t bytes);
  void Remove(Record& record);
  void Clear();

  // From any thread.
  bool empty() const { return size_ == 0; }
  uint64_t not_listed() const { return static_cast<uint64_t>(not_listed_); }

 private:
  using Records = std::list<Record>;

  void Measure(Record& record);
  void Erase(Records& list, Records::iterator it);

  std::atomic<int64_t>& total_bytes_;
  Records saved_;
  Records unsaved_;
  struct KeyHash {
    size_t operator()(std::string_view key) const { return HashOfText(key); }
  };
  absl::flat_hash_map<std::string_view, Records::iterator, KeyHash> index_;
  std::atomic<size_t> size_ = 0;  // of index_
  int64_t not_listed_ = 0;
};

}  // namespace farcall
