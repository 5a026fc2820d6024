// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <rocksdb/db.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/codec/event_digest.h"
#include "storage/codec/journal/seen_segment_codec.h"
#include "storage/digest_filter.h"
#include "storage/seen_window.h"

namespace farcall {

// Where segments lie: a database and its column family `seen_segments`.
struct SeenSegmentPlace {
  rocksdb::DB& db;
  rocksdb::ColumnFamilyHandle* family;
};

// Seen events of a stretch of time, on disk; in memory their filters alone.
// It never changes. Thread-safe.
class SeenSegment {
 public:
  // Its filters are not in memory yet.
  SeenSegment(uint64_t number, SeenSegmentHead head)
      : number_(number), head_(std::move(head)) {}
  // With its `kSeenFilters` filters.
  SeenSegment(uint64_t number, SeenSegmentHead head,
              std::vector<DigestFilter> filters);

  // DATA_LOSS if it has no head, or one that cannot be read.
  static absl::StatusOr<std::shared_ptr<SeenSegment>> Open(
      const SeenSegmentPlace& place, uint64_t number);

  uint64_t number() const { return number_; }
  const SeenSegmentHead& head() const { return head_; }

  // Reads its filters into memory, if they are not there. On one thread.
  absl::Status LoadFilters(const SeenSegmentPlace& place);
  bool has_filters() const { return has_filters_; }
  // Of those in memory.
  uint64_t filter_bytes() const;

  // Without filters in memory, of all events.
  bool MayHold(const EventDigest& digest) const {
    return !has_filters_.load(std::memory_order_acquire) ||
           filters_[FilterOf(digest)].MayHold(digest);
  }
  void Prefetch(const EventDigest& digest) const {
    if (has_filters_.load(std::memory_order_acquire)) {
      filters_[FilterOf(digest)].Prefetch(digest);
    }
  }

  // Reads one page. DATA_LOSS if it is damaged; NOT_FOUND if it is not there.
  absl::StatusOr<std::optional<SegmentEvent>> Find(
      const SeenSegmentPlace& place, const EventDigest& digest) const;

 private:
  static size_t FilterOf(const EventDigest& digest) {
    static_assert(kSeenFilters == SeenWindow::kTables);
    return digest.high >> (32 - SeenWindow::kTableBits);
  }

  const uint64_t number_;
  const SeenSegmentHead head_;
  std::vector<DigestFilter> filters_;  // as has_filters_ says
  std::atomic<bool> has_filters_ = false;
};

// Makes segment `number` of the events of slices `from` to `to` in memory. It
// is there, durably and as a whole, or not at all.
absl::StatusOr<std::shared_ptr<SeenSegment>> WriteSeenSegment(
    const SeenSegmentPlace& place, uint64_t number,
    std::vector<SeenSlice> slices, const SeenWindow& window,
    SeenWindow::Slice from, SeenWindow::Slice to);

// Of a segment that was not finished when the process died.
void RemoveUnfinishedSeenSegment(const SeenSegmentPlace& place);

// Removes a segment, if it is there.
absl::Status RemoveSeenSegment(const SeenSegmentPlace& place, uint64_t number);

}  // namespace farcall
