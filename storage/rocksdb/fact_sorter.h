// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <rocksdb/write_batch.h>

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "storage/codec/fact/fact_digests.h"
#include "storage/codec/finding/finding_seal.h"
#include "storage/fact_keeper.h"
#include "storage/fact_records.h"
#include "storage/rocksdb/rocksdb_database.h"

namespace farcall {

// The log of calls that are to be kept, and what sorts it (ADR 48): an update
// writes its calls as one value; later many values become blocks by principal
// and hour, and uses of terms.
//
// Invariant: a call is in the log until its block is written. A crash in
// between repeats the sorting, which writes the same keys again: the key of a
// block has the sequence of its first call, and the value all calls of the log
// from there on. Thread-safe.
class FactSorter {
 public:
  // Calls and bytes of the log that are to be sorted.
  static constexpr uint64_t kCallsMax = 100'000;
  static constexpr uint64_t kBytesMax = 16 << 20;

  // Calls are kept for `hours`. `database` must outlive it.
  FactSorter(RocksDbDatabase& database,
             const std::optional<FindingSeal::Key>& seal_key, uint32_t hours)
      : database_(database),
        digests_(database.hash_key()),
        seal_(seal_key),
        hours_(hours) {}

  // Adds the calls of an entry of the journal to `batch`, which is written
  // next, or nothing is any more.
  void Stage(uint64_t sequence, const LoggedCalls& calls,
             rocksdb::WriteBatch& batch);

  // Whether the log has so many times what is to be sorted.
  bool IsOver(uint64_t times) const {
    return calls_ > times * kCallsMax || bytes_ > times * kBytesMax;
  }
  uint64_t bytes() const { return bytes_; }

  // Reads the log that is there. Once, before anything else.
  absl::Status Load();
  // Sorts all that was written by now.
  absl::Status Sort();
  // Forgets which texts of a tenant were written, after some were erased.
  void ForgetTexts(std::string_view tenant);

  // Calls that were sorted, in total since it was opened.
  uint64_t calls_kept() const { return calls_kept_; }
  uint64_t calls_not_kept() const { return calls_not_kept_; }

 private:
  // A part of the log: views of `values`.
  struct Part;

  absl::Status Read(Part& part);
  FactKeeper& KeeperOf(std::string_view tenant);
  absl::Status WriteKept(const Part& part);
  absl::Status WriteIfLarge(rocksdb::WriteBatch& batch);
  absl::Status Write(rocksdb::WriteBatch& batch);
  void DropIdleKeepers(const Part& part);

  RocksDbDatabase& database_;
  const FactDigests digests_;
  const FindingSeal seal_;
  const uint32_t hours_;
  // Of the log, as far as it is not sorted.
  std::atomic<uint64_t> calls_ = 0;
  std::atomic<uint64_t> bytes_ = 0;
  std::atomic<uint64_t> calls_kept_ = 0;
  std::atomic<uint64_t> calls_not_kept_ = 0;

  std::mutex mutex_;
  // All guarded by mutex_.
  std::string next_key_{};  // the log is empty before it
  std::map<std::string, FactKeeper, std::less<>> keepers_{};  // by tenant
};

}  // namespace farcall
