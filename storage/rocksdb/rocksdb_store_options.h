// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <rocksdb/cache.h>
#include <rocksdb/env.h>
#include <rocksdb/write_buffer_manager.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "scoring/batch/histogram_store.h"
#include "storage/codec/event_digest.h"
#include "storage/codec/finding/finding_seal.h"

namespace farcall {

// What an acknowledged batch survives.
enum class Durability {
  kFsync,  // loss of power
  kWal,    // death of the process, not of the machine
};

// What to do when the write-ahead log is damaged before its end. A torn end is
// never damage: it is a batch that nobody was told of.
enum class WalDamage {
  kRefuse,      // do not open: acknowledged batches may be behind the damage
  kKeepBefore,  // open with what lies before the damage, lose what lies behind
};

// Called with the seconds that a step took, failed ones too, and with what
// RocksDB has to say. From any thread.
struct StoreObserver {
  std::function<void(double)> on_read;   // histograms read and decoded
  std::function<void(double)> on_write;  // one batch into log and memory
  std::function<void(double)> on_sync;   // one sync of the log, for all waiting
  // A warning or error of RocksDB's, such as that a disk is full.
  std::function<void(const std::string& line)> on_log{};
};

struct RocksDbStoreOptions {
  std::string path;  // made if it is not there
  Durability durability = Durability::kFsync;
  WalDamage wal_damage = WalDamage::kRefuse;

  // How long an event id is known, in seconds that the store was open. > 0.
  int64_t seen_window_seconds = HistogramStore::kSeenWindowSeconds;
  // The oldest leave early when there are more. > 0; at least one batch's.
  uint64_t seen_events_max = 20'000'000;
  // Tables of those in memory take no more; where there are more of them, the
  // oldest are on disk, and filters of these in memory: two bytes each beside
  // this. By default 20 million fit into memory.
  uint64_t seen_memory_bytes = uint64_t{512} << 20;

  // Of the key that principals' names are hidden by; empty = they are not. A
  // store has one, or none, from its making on.
  std::string pseudonym_key_check{};
  // What findings are sealed by where principals' names are hidden.
  std::optional<FindingSeal::Key> finding_seal_key{};

  // Of a copy of a shard (replication/): its entries lie in a log that all
  // copies read. All copies have the same key of event ids, and an incarnation
  // that is made of it, so that they hold the same and each goes on for
  // another.
  struct Replicated {
    // Nothing = the store is there and has its key.
    std::optional<EventHasher::Key> event_hash_key{};
  };
  std::optional<Replicated> replicated{};

  // Events of a finding that are kept with it, at most; 0 = none are.
  size_t finding_samples = kFindingSamplesMax;
  // Calls are kept for so many hours, for whoever looks into a finding; 0 =
  // none are. The oldest leave early where they take more than
  // `fact_bytes_max`.
  uint32_t fact_hours = 0;
  uint64_t fact_bytes_max = uint64_t{2} << 30;
  // The oddest calls of a day are kept for so many days before the tenant's
  // newest; 0 = none are.
  uint32_t ledger_days = 0;

  // Entries of a tenant's audit; the oldest make room. > 0.
  uint64_t feedback_entries_max = HistogramStore::kFeedbackEntriesMax;

  // Memory that several stores of a process share. The caches take no more than
  // they were made for; write buffers are flushed where they do.
  struct SharedMemory {
    std::shared_ptr<rocksdb::Cache> blocks{};
    std::shared_ptr<rocksdb::WriteBufferManager> write_buffers{};
  };
  std::optional<SharedMemory> shared_memory{};  // nothing = its own

  uint64_t block_cache_bytes = 256 << 20;  // unless it is shared
  // Of records in memory, of the entities last used; 0 = none but those of an
  // update. Records that are not saved yet may exceed it by a quarter.
  uint64_t baseline_cache_bytes = 128 << 20;
  // The journal is kept below these by checkpoints: a restart applies so many
  // events again. > 0.
  uint64_t journal_events_max = 500'000;
  uint64_t journal_bytes_max = 64 << 20;
  // Of histograms not yet in a table file; a second buffer of this size may be
  // on its way to disk. >= 64 KiB. Log files are kept below four times of it.
  uint64_t write_buffer_bytes = 64 << 20;

  StoreObserver observer;

  // For tests. A clock that never goes back, in microseconds; default:
  // std::chrono::steady_clock.
  std::function<int64_t()> steady_micros{};
  // Server time of findings, Unix microseconds; default: the system's clock.
  std::function<int64_t()> unix_micros{};
  rocksdb::Env* env = rocksdb::Env::Default();
};

}  // namespace farcall
