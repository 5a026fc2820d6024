// SPDX-License-Identifier: Apache-2.0
#include "storage/rocksdb/seen_log.h"

#include <algorithm>
#include <utility>

#include "storage/rocksdb/rocksdb_status.h"

namespace farcall {
namespace {

// Old blocks removed with one batch, beside those that make room for its
// events: more than come in, few enough to be read in passing.
constexpr uint64_t kOldBlocksPerStage = 64;

// Memory's events are so many slices, at least: half of them make a segment.
constexpr uint64_t kSlicesInMemory = kSeenSlicesMax;

std::unique_ptr<rocksdb::Iterator> BlocksFrom(const RocksDbDatabase& database,
                                              int64_t arrival) {
  rocksdb::ReadOptions options;
  options.fill_cache = false;
  std::unique_ptr<rocksdb::Iterator> it(
      database.db().NewIterator(options, database.seen()));
  it->Seek(EncodeSeenBlockKey(arrival));
  return it;
}

}  // namespace

SeenLog::SeenLog(RocksDbDatabase& database, Options options)
    : database_(database),
      options_(std::move(options)),
      memory_events_max_(std::max<uint64_t>(
          SeenWindow::EventsWithin(options_.memory_bytes), 2)),
      move_at_(memory_events_max_ - memory_events_max_ / 16),
      slice_events_(
          std::max<uint64_t>(memory_events_max_ / kSlicesInMemory, 1)),
      segments_({database.db(), database.seen_segments()}),
      opened_micros_(options_.steady_micros()) {}

absl::Status SeenLog::Load() {
  const absl::StatusOr<int64_t> forgotten_to = database_.SeenForgottenTo();
  if (!forgotten_to.ok()) return forgotten_to.status();
  absl::Status status = segments_.Load(*forgotten_to);
  newest_arrival_ = std::max(segments_.last_arrival(), *forgotten_to);
  if (status.ok()) status = ReadBlocks();
  opened_arrival_ = newest_arrival_;
  return status.ok() ? Trim() : status;
}

// Memory first: what is not there any more is in a segment already.
absl::Status SeenLog::Find(
    std::span<const EventDigest> digests,
    std::span<std::optional<FirstOutcome>> outcomes) const {
  window_.Find(digests, outcomes);
  return segments_.Find(digests, outcomes);
}

absl::StatusOr<SeenLog::Staged> SeenLog::Stage(
    std::vector<SeenEvent> events, rocksdb::WriteBatch& batch) const {
  const int64_t now = std::max(newest_arrival_ + 1, Now());
  Staged staged{.added = std::move(events), .oldest_arrival = oldest_arrival_};
  absl::Status status =
      StageExpiry(now, kOldBlocksPerStage + staged.added.size(), staged, batch);
  if (!status.ok()) return status;
  if (!staged.added.empty()) {
    batch.Put(database_.seen(), EncodeSeenBlockKey(now),
              EncodeSeenBlock(staged.added));
    staged.arrival = now;
  }
  return staged;
}

void SeenLog::Apply(const Staged& staged) {
  segments_.Forget(staged.leaving);
  oldest_arrival_ = staged.oldest_arrival;
  RemoveFromSlices(staged.removed, staged.blocks_removed);
  if (staged.arrival != 0) {
    if (blocks_ == 0) oldest_arrival_ = staged.arrival;
    newest_arrival_ = staged.arrival;
    AddToSlice(staged.added, staged.arrival);
  }
  evicted_early_ += staged.evicted_early;
}

int64_t SeenLog::Now() const {
  return opened_arrival_ + (options_.steady_micros() - opened_micros_);
}

absl::Status SeenLog::StageExpiry(int64_t now, uint64_t blocks_max,
                                  Staged& staged,
                                  rocksdb::WriteBatch& batch) const {
  const uint64_t all = events() + staged.added.size();
  const auto too_old = [&](int64_t arrival) {
    return arrival <= now - options_.window_micros;
  };
  staged.leaving = segments_.FindLeaving(too_old, [&](uint64_t leaving) {
    return all > options_.events_max + leaving;
  });
  if (staged.leaving.slices > 0) {
    database_.StageSeenForgotten(staged.leaving.forgotten_to, batch);
    staged.evicted_early = staged.leaving.early;
  }
  const uint64_t events = all - staged.leaving.events;
  const auto too_many = [&] {
    return events > options_.events_max + staged.removed.size();
  };
  // The oldest are in segments, or on their way into one.
  const bool has_older =
      events > in_memory_ + staged.added.size() || moves_.load();
  if (blocks_ == 0 || has_older || (!too_old(oldest_arrival_) && !too_many())) {
    return absl::OkStatus();
  }

  const auto it = BlocksFrom(database_, oldest_arrival_);
  for (; it->Valid(); it->Next()) {
    const absl::StatusOr<int64_t> arrival =
        DecodeSeenBlockKey(it->key().ToStringView());
    if (!arrival.ok()) return arrival.status();
    staged.oldest_arrival = *arrival;
    if (!too_old(*arrival) && !too_many()) break;
    if (blocks_max-- == 0) break;
    const absl::StatusOr<std::vector<SeenEvent>> block =
        DecodeSeenBlock(it->value().ToStringView());
    if (!block.ok()) return block.status();
    if (!too_old(*arrival)) staged.evicted_early += block->size();
    for (const SeenEvent& event : *block) {
      staged.removed.push_back(event.digest);
    }
    batch.Delete(database_.seen(), it->key());
    ++staged.blocks_removed;
  }
  return FromRocksDb(it->status(), "cannot read old seen events");
}

absl::Status SeenLog::ReadBlocks() {
  // Those that moved are of no use, if the process died before they went.
  absl::Status status = RemoveBlocks(segments_.last_arrival());
  if (!status.ok()) return status;
  const auto it = BlocksFrom(database_, segments_.last_arrival() + 1);
  for (; it->Valid(); it->Next()) {
    const absl::StatusOr<int64_t> arrival =
        DecodeSeenBlockKey(it->key().ToStringView());
    if (!arrival.ok()) return arrival.status();
    const absl::StatusOr<std::vector<SeenEvent>> block =
        DecodeSeenBlock(it->value().ToStringView());
    if (!block.ok()) return block.status();
    if (blocks_ == 0) oldest_arrival_ = *arrival;
    newest_arrival_ = *arrival;
    AddToSlice(*block, *arrival);
    if (IsFull()) status = MoveAtOnce();
    if (!status.ok()) return status;
  }
  return FromRocksDb(it->status(), "cannot read seen events");
}

absl::Status SeenLog::MoveAtOnce() {
  const std::optional<Move> move = BeginMove();
  if (!move.has_value()) return absl::OkStatus();
  auto segment = Write(*move);
  if (!segment.ok()) return segment.status();
  absl::Status status = EndMove(*move, *std::move(segment));
  Free(*move);
  return status;
}

absl::Status SeenLog::Trim() {
  for (;;) {
    rocksdb::WriteBatch batch;
    const absl::StatusOr<Staged> staged = Stage({}, batch);
    if (!staged.ok()) return staged.status();
    if (!staged->removes()) return absl::OkStatus();
    const rocksdb::Status written =
        database_.db().Write(rocksdb::WriteOptions(), &batch);
    if (!written.ok()) {
      return FromRocksDb(written, "cannot remove old seen events");
    }
    Apply(*staged);
  }
}

std::optional<SeenLog::Move> SeenLog::BeginMove() {
  if (!NeedsMove()) return std::nullopt;
  Move move{.segment = segments_.next_number(), .from = slices_.front().number};
  uint64_t events = 0;
  for (const Slice& slice : slices_) {
    // The last one may still grow.
    if (events >= memory_events_max_ / 2 ||
        slice.number == slices_.back().number ||
        move.slices.size() == kSeenSlicesMax) {
      break;
    }
    move.to = slice.number;
    move.slices.push_back({slice.last_arrival, slice.events});
    move.blocks += slice.blocks;
    events += slice.events;
  }
  if (move.slices.empty()) return std::nullopt;
  moves_ = true;
  return move;
}

absl::StatusOr<std::shared_ptr<SeenSegment>> SeenLog::Write(
    const Move& move) const {
  return WriteSeenSegment({database_.db(), database_.seen_segments()},
                          move.segment, move.slices, window_, move.from,
                          move.to);
}

absl::Status SeenLog::EndMove(const Move& move,
                              std::shared_ptr<SeenSegment> segment) {
  const SeenSegmentHead& head = segment->head();
  const int64_t last_arrival = head.last_arrival();
  // In this order, so that nobody finds them in neither place.
  segments_.Add(segment);
  in_memory_ -= head.events();
  blocks_ -= move.blocks;
  oldest_arrival_ = last_arrival + 1;
  slices_.erase(slices_.begin(),
                slices_.begin() + static_cast<ptrdiff_t>(move.slices.size()));
  moves_ = false;
  return RemoveBlocks(last_arrival);
}

void SeenLog::Free(const Move& move) {
  for (size_t table = 0; table < SeenWindow::kTables; ++table) {
    window_.Remove(table, move.from, move.to);
  }
}

absl::Status SeenLog::TendSegments() {
  absl::Status status = segments_.LoadFilters();
  return status.ok() ? segments_.RemoveForgotten() : status;
}

absl::Status SeenLog::RemoveBlocks(int64_t last_arrival) {
  const auto first = BlocksFrom(database_, 0);
  if (!first->Valid()) {
    return FromRocksDb(first->status(), "cannot read seen events");
  }
  const std::string end = EncodeSeenBlockKey(last_arrival + 1);
  if (first->key().ToStringView() >= end) return absl::OkStatus();
  return FromRocksDb(
      database_.db().DeleteRange(rocksdb::WriteOptions(), database_.seen(),
                                 first->key(), end),
      "cannot remove seen events that moved");
}

void SeenLog::AddToSlice(std::span<const SeenEvent> events, int64_t arrival) {
  if (slices_.empty() || slices_.back().events >= slice_events_) {
    slices_.push_back({.number = next_slice_++});
  }
  Slice& slice = slices_.back();
  slice.last_arrival = arrival;
  slice.events += events.size();
  ++slice.blocks;
  window_.Apply({}, events, 0, slice.number);
  in_memory_ += events.size();
  ++blocks_;
}

// They are the oldest blocks, and so of the oldest slices.
void SeenLog::RemoveFromSlices(std::span<const EventDigest> removed,
                               uint64_t blocks) {
  if (blocks == 0) return;
  uint64_t events = removed.size();
  blocks_ -= blocks;
  in_memory_ -= events;
  SeenWindow::Slice last = slices_.front().number;
  while (blocks > 0) {
    Slice& slice = slices_.front();
    last = slice.number;
    const uint64_t of_slice = std::min(blocks, slice.blocks);
    blocks -= of_slice;
    slice.blocks -= of_slice;
    if (slice.blocks > 0) {
      slice.events -= std::min(events, slice.events);
      break;
    }
    events -= std::min(events, slice.events);
    slices_.pop_front();
  }
  window_.Apply(removed, {}, last);
}

}  // namespace farcall
