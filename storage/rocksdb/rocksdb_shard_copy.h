// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <utility>

#include "storage/journaled_store.h"
#include "storage/replication/shard_copy.h"
#include "storage/rocksdb/rocksdb_database.h"
#include "storage/rocksdb/rocksdb_journal.h"

namespace farcall {

// A copy of a shard in a RocksDB database of its own.
class RocksDbShardCopy final : public ShardCopy {
 public:
  // Follows an entry that erases an entity.
  using FollowErasure = std::function<absl::Status(JournalEntry entry)>;

  // The references must outlive it.
  RocksDbShardCopy(const RocksDbDatabase& database, RocksDbJournal& local,
                   ReplicatedJournal& replicated, JournaledStore& store,
                   FollowErasure follow_erasure)
      : database_(database),
        local_(local),
        replicated_(replicated),
        store_(store),
        follow_erasure_(std::move(follow_erasure)) {}

  absl::StatusOr<std::string> Position() const override {
    return database_.LogPosition();
  }
  absl::Status Skip(std::string position) override {
    return local_.WritePosition(position);
  }
  absl::Status Follow(JournalEntry entry, std::string position) override {
    entry.position = std::move(position);
    return entry.erasure.has_value() ? follow_erasure_(std::move(entry))
                                     : store_.Follow(local_, std::move(entry));
  }
  void Own(ReplicatedJournal::Send send) override {
    replicated_.Own(std::move(send));
  }
  absl::Status Accept(uint64_t number, std::string position) override {
    return replicated_.Accept(number, std::move(position));
  }
  void Drain() override { replicated_.Drain(); }
  void Close(const absl::Status& why) override { replicated_.Close(why); }

 private:
  const RocksDbDatabase& database_;
  RocksDbJournal& local_;
  ReplicatedJournal& replicated_;
  JournaledStore& store_;
  const FollowErasure follow_erasure_;
};

}  // namespace farcall
