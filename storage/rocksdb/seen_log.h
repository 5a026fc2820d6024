// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/codec/journal/seen_block_codec.h"
#include "storage/seen_window.h"

namespace farcall {

// The window of seen events: blocks on disk, one for each batch, and all of
// them in memory.
//
// A block's arrival is a time of the store's own: microseconds that the store
// was open, counted on from its newest block at each open. The system's clock
// may be wrong, jump or go back without making the store forget an event; and
// what a client sends again after three days of downtime is still known.
//
// An event is in at most one block: it is recorded only while it is not in the
// window, and it leaves the window after the deletion of its block was written.
class SeenLog {
 public:
  struct Options {
    int64_t window_micros = 0;
    uint64_t events_max = 0;
    std::function<int64_t()> steady_micros;
  };

  SeenLog(rocksdb::DB& db, rocksdb::ColumnFamilyHandle* family,
          Options options);

  // Reads all blocks, and removes those that are too old or too many. Once,
  // before anything else.
  absl::Status Load();

  const SeenWindow& window() const { return window_; }

  // What a write batch holds for the window, to be applied once it is written.
  struct Staged {
    std::vector<SeenEvent> added;
    std::vector<EventDigest> removed;
    int64_t newest_arrival = 0;
    int64_t oldest_arrival = 0;
    uint64_t blocks = 0;
    uint64_t evicted_early = 0;
  };

  // Puts a block of `events`, none of which is in the window, and the deletion
  // of blocks that have to leave into `batch`. From Stage to Apply no other
  // thread may stage.
  absl::StatusOr<Staged> Stage(std::vector<SeenEvent> events,
                               rocksdb::WriteBatch& batch) const;
  void Apply(const Staged& staged);

  uint64_t blocks() const { return blocks_; }
  // Events that left before their time because there were too many.
  uint64_t evicted_early() const { return evicted_early_; }

 private:
  int64_t Now() const;
  absl::Status StageExpiry(int64_t now, uint64_t blocks_max, Staged& staged,
                           rocksdb::WriteBatch& batch) const;
  absl::Status ReadBlocks();
  absl::Status Trim();

  rocksdb::DB& db_;
  rocksdb::ColumnFamilyHandle* const family_;
  const Options options_;
  SeenWindow window_;
  int64_t opened_micros_ = 0;   // on the steady clock
  int64_t opened_arrival_ = 0;  // on the store's own
  int64_t newest_arrival_ = 0;  // no block is newer
  int64_t oldest_arrival_ = 0;  // no block is older
  std::atomic<uint64_t> blocks_ = 0;
  std::atomic<uint64_t> evicted_early_ = 0;
};

}  // namespace farcall
