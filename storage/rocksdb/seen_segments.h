// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <rocksdb/db.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "scoring/batch/histogram_store.h"
#include "storage/rocksdb/seen_segment.h"

namespace farcall {

// The segments of seen events, oldest first. They forget slice by slice, by a
// mark that is written with the batch for which they had to; a segment that
// holds nothing else is removed as a whole.
//
// Find, LoadFilters and figures: from any thread. All else: one thread at a
// time, as SeenLog says.
class SeenSegments {
 public:
  explicit SeenSegments(const SeenSegmentPlace& place) : place_(place) {}

  // Finds the segments that are there; all up to `forgotten_to` is forgotten.
  // Their filters are read later.
  absl::Status Load(int64_t forgotten_to);

  // Fills in the first outcomes of those that have none.
  absl::Status Find(std::span<const EventDigest> digests,
                    std::span<std::optional<FirstOutcome>> outcomes) const;

  // What is forgotten next.
  struct Leaving {
    int64_t forgotten_to = 0;  // arrival; as it was if slices is 0
    size_t slices = 0;
    uint64_t events = 0;
    uint64_t early = 0;  // of them, before their time
  };
  // Takes the oldest slices as long as one's last arrival `is_too_old`, or
  // there `are_too_many` events, told how many are taken so far.
  Leaving FindLeaving(
      absl::FunctionRef<bool(int64_t arrival)> is_too_old,
      absl::FunctionRef<bool(uint64_t events_left)> are_too_many) const;
  void Forget(const Leaving& leaving);

  // Whether all its events are forgotten.
  bool empty() const { return is_empty_; }
  void Add(std::shared_ptr<SeenSegment> segment);
  // Of the next segment.
  uint64_t next_number() const { return next_number_; }
  // Of the newest event that ever came to one of those that are on disk.
  int64_t last_arrival() const { return last_arrival_; }

  uint64_t events() const { return events_; }  // that are not forgotten

  bool has_forgotten() const { return has_forgotten_; }
  // Removes segments whose events are all forgotten, durably. On one thread.
  absl::Status RemoveForgotten();
  // Reads filters that are not in memory. On one thread.
  absl::Status LoadFilters();

  struct Figures {
    uint64_t events = 0;
    uint64_t segments = 0;
    uint64_t filter_bytes = 0;
    // Totals since it was opened.
    uint64_t pages_read = 0;
    uint64_t false_positives = 0;  // pages that were read in vain
  };
  Figures figures() const;

 private:
  using List = std::vector<std::shared_ptr<SeenSegment>>;

  std::shared_ptr<const List> list() const;
  void SetList(List list);
  absl::StatusOr<std::optional<FirstOutcome>> FindOne(
      const List& segments, const EventDigest& digest) const;

  const SeenSegmentPlace place_;
  uint64_t next_number_ = 1;
  int64_t last_arrival_ = 0;
  size_t forgotten_slices_ = 0;  // of the oldest segment
  std::atomic<int64_t> forgotten_to_ = 0;
  std::atomic<uint64_t> events_ = 0;
  std::atomic<bool> is_empty_ = true;
  std::atomic<bool> has_forgotten_ = false;

  mutable std::mutex mutex_;
  // Guarded by mutex_.
  std::shared_ptr<const List> list_ = std::make_shared<const List>();
  std::vector<uint64_t> forgotten_;  // numbers of segments to be removed

  mutable std::atomic<uint64_t> pages_read_ = 0;
  mutable std::atomic<uint64_t> false_positives_ = 0;
};

}  // namespace farcall
