// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/codec/journal/seen_block_codec.h"
#include "storage/rocksdb/rocksdb_database.h"
#include "storage/rocksdb/seen_segments.h"
#include "storage/seen_window.h"

namespace farcall {

// The window of seen events. The newest are in memory, and on disk in blocks,
// one for each batch. Where memory is full, the older half of them moves into a
// segment (seen_segment.h): sorted on disk, with filters in memory. While all
// fit into memory there is no segment.
//
// A block's arrival is a time of the store's own: microseconds that the store
// was open, counted on from its newest block at each open. The system's clock
// may be wrong, jump or go back without making the store forget an event; and
// what a client sends again after three days of downtime is still known.
//
// An event is in at most one block or segment: it is recorded only while it is
// not in the window, and it leaves the window after its block's deletion, or
// the mark that it is forgotten, was written. Only a copy of a shard may have
// it twice, since the copy that made the entry may have forgotten it earlier.
//
// Find and figures: from any thread. Stage to Apply, BeginMove and EndMove:
// under one lock of the caller's.
class SeenLog {
 public:
  struct Options {
    int64_t window_micros = 0;
    uint64_t events_max = 0;
    uint64_t memory_bytes = 0;
    std::function<int64_t()> steady_micros;
  };

  // `database` must outlive it.
  SeenLog(RocksDbDatabase& database, Options options);

  // Reads the blocks that are in no segment, and removes those that are too old
  // or too many. Once, before anything else.
  absl::Status Load();

  // outcomes[i] = the first outcome of digests[i] if it was seen. DATA_LOSS
  // where a segment is damaged, UNAVAILABLE where it cannot be read.
  absl::Status Find(std::span<const EventDigest> digests,
                    std::span<std::optional<FirstOutcome>> outcomes) const;

  // What a write batch holds for the window, to be applied once it is written.
  struct Staged {
    std::vector<SeenEvent> added{};
    std::vector<EventDigest> removed{};
    SeenSegments::Leaving leaving{};
    int64_t arrival = 0;         // of the block that was added; 0 = none was
    int64_t oldest_arrival = 0;  // of the blocks that are left
    uint64_t blocks_removed = 0;
    uint64_t evicted_early = 0;

    bool removes() const { return blocks_removed > 0 || leaving.slices > 0; }
  };

  // Puts a block of `events`, none of which is in the window, and the removal
  // of what has to leave into `batch`. From Stage to Apply no other thread may
  // stage.
  absl::StatusOr<Staged> Stage(std::vector<SeenEvent> events,
                               rocksdb::WriteBatch& batch) const;
  void Apply(const Staged& staged);

  // Events that move from memory into a segment. Nothing leaves memory for its
  // age until they did.
  struct Move {
    uint64_t segment = 0;
    SeenWindow::Slice from = 0;
    SeenWindow::Slice to = 0;
    std::vector<SeenSlice> slices{};
    uint64_t blocks = 0;
  };
  // Nothing while memory is not full. The log must be synced before Write.
  std::optional<Move> BeginMove();
  absl::StatusOr<std::shared_ptr<SeenSegment>> Write(const Move& move) const;
  absl::Status EndMove(const Move& move, std::shared_ptr<SeenSegment> segment);
  // Frees their memory.
  void Free(const Move& move);

  // Whether events have to move soon; and before any more come.
  bool NeedsMove() const { return !moves_ && in_memory_ > move_at_; }
  bool IsFull() const { return in_memory_ > memory_events_max_; }
  // Whether there is anything to move or to remove.
  bool NeedsUpkeep() const { return NeedsMove() || segments_.has_forgotten(); }

  // Reads filters that are on disk only, and removes what is forgotten. On one
  // thread.
  absl::Status TendSegments();

  uint64_t events() const { return in_memory_ + segments_.events(); }
  uint64_t blocks() const { return blocks_; }
  // Events that left before their time because there were too many.
  uint64_t evicted_early() const { return evicted_early_; }
  uint64_t memory_bytes() const { return window_.bytes(); }
  SeenSegments::Figures segment_figures() const { return segments_.figures(); }

 private:
  // Of events in memory.
  struct Slice {
    SeenWindow::Slice number = 0;
    int64_t last_arrival = 0;
    uint64_t events = 0;
    uint64_t blocks = 0;
  };

  int64_t Now() const;
  absl::Status StageExpiry(int64_t now, uint64_t blocks_max, Staged& staged,
                           rocksdb::WriteBatch& batch) const;
  absl::Status ReadBlocks();
  absl::Status MoveAtOnce();
  absl::Status Trim();
  absl::Status RemoveBlocks(int64_t last_arrival);
  void AddToSlice(std::span<const SeenEvent> events, int64_t arrival);
  void RemoveFromSlices(std::span<const EventDigest> removed, uint64_t blocks);

  RocksDbDatabase& database_;
  const Options options_;
  const uint64_t memory_events_max_;
  const uint64_t move_at_;       // events in memory
  const uint64_t slice_events_;  // a slice ends that has as many
  SeenWindow window_;
  SeenSegments segments_;
  std::deque<Slice> slices_;  // of the events in memory, oldest first
  SeenWindow::Slice next_slice_ = 0;
  std::atomic<bool> moves_ = false;
  int64_t opened_micros_ = 0;   // on the steady clock
  int64_t opened_arrival_ = 0;  // on the store's own
  int64_t newest_arrival_ = 0;  // no block is newer
  int64_t oldest_arrival_ = 0;  // no block is older
  std::atomic<uint64_t> in_memory_ = 0;
  std::atomic<uint64_t> blocks_ = 0;
  std::atomic<uint64_t> evicted_early_ = 0;
};

}  // namespace farcall
