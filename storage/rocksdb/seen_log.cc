// SPDX-License-Identifier: Apache-2.0
#include "storage/rocksdb/seen_log.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "storage/rocksdb/rocksdb_status.h"

namespace farcall {
namespace {

// Old blocks removed with one batch, beside those that make room for its
// events: more than come in, few enough to be read in passing.
constexpr uint64_t kOldBlocksPerStage = 64;

std::unique_ptr<rocksdb::Iterator> BlocksFrom(
    rocksdb::DB& db, rocksdb::ColumnFamilyHandle* family, int64_t arrival) {
  rocksdb::ReadOptions options;
  options.fill_cache = false;
  std::unique_ptr<rocksdb::Iterator> it(db.NewIterator(options, family));
  it->Seek(EncodeSeenBlockKey(arrival));
  return it;
}

}  // namespace

SeenLog::SeenLog(rocksdb::DB& db, rocksdb::ColumnFamilyHandle* family,
                 Options options)
    : db_(db),
      family_(family),
      options_(std::move(options)),
      opened_micros_(options_.steady_micros()) {}

absl::Status SeenLog::Load() {
  absl::Status status = ReadBlocks();
  opened_arrival_ = newest_arrival_;
  return status.ok() ? Trim() : status;
}

absl::StatusOr<SeenLog::Staged> SeenLog::Stage(
    std::vector<SeenEvent> events, rocksdb::WriteBatch& batch) const {
  const int64_t now = std::max(newest_arrival_ + 1, Now());
  Staged staged{.added = std::move(events),
                .removed = {},
                .newest_arrival = newest_arrival_,
                .oldest_arrival = oldest_arrival_,
                .blocks = blocks_,
                .evicted_early = 0};
  absl::Status status =
      StageExpiry(now, kOldBlocksPerStage + staged.added.size(), staged, batch);
  if (!status.ok()) return status;
  if (!staged.added.empty()) {
    batch.Put(family_, EncodeSeenBlockKey(now), EncodeSeenBlock(staged.added));
    staged.newest_arrival = now;
    if (staged.blocks++ == 0) staged.oldest_arrival = now;
  }
  return staged;
}

void SeenLog::Apply(const Staged& staged) {
  window_.Apply(staged.removed, staged.added);
  newest_arrival_ = staged.newest_arrival;
  oldest_arrival_ = staged.oldest_arrival;
  blocks_ = staged.blocks;
  evicted_early_ += staged.evicted_early;
}

int64_t SeenLog::Now() const {
  return opened_arrival_ + (options_.steady_micros() - opened_micros_);
}

absl::Status SeenLog::StageExpiry(int64_t now, uint64_t blocks_max,
                                  Staged& staged,
                                  rocksdb::WriteBatch& batch) const {
  const uint64_t events = window_.events() + staged.added.size();
  const auto too_old = [&](int64_t arrival) {
    return arrival <= now - options_.window_micros;
  };
  const auto too_many = [&] {
    return events > options_.events_max + staged.removed.size();
  };
  if (blocks_ == 0 || (!too_old(oldest_arrival_) && !too_many())) {
    return absl::OkStatus();
  }

  const auto it = BlocksFrom(db_, family_, oldest_arrival_);
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
    batch.Delete(family_, it->key());
    --staged.blocks;
  }
  return FromRocksDb(it->status(), "cannot read old seen events");
}

absl::Status SeenLog::ReadBlocks() {
  const auto it = BlocksFrom(db_, family_, 0);
  for (; it->Valid(); it->Next()) {
    const absl::StatusOr<int64_t> arrival =
        DecodeSeenBlockKey(it->key().ToStringView());
    if (!arrival.ok()) return arrival.status();
    const absl::StatusOr<std::vector<SeenEvent>> block =
        DecodeSeenBlock(it->value().ToStringView());
    if (!block.ok()) return block.status();
    window_.Apply({}, *block);
    if (blocks_++ == 0) oldest_arrival_ = *arrival;
    newest_arrival_ = *arrival;
  }
  return FromRocksDb(it->status(), "cannot read seen events");
}

absl::Status SeenLog::Trim() {
  for (;;) {
    rocksdb::WriteBatch batch;
    const absl::StatusOr<Staged> staged = Stage({}, batch);
    if (!staged.ok()) return staged.status();
    if (staged->removed.empty()) return absl::OkStatus();
    const rocksdb::Status written = db_.Write(rocksdb::WriteOptions(), &batch);
    if (!written.ok()) {
      return FromRocksDb(written, "cannot remove old seen events");
    }
    Apply(*staged);
  }
}

}  // namespace farcall
