// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <rocksdb/write_batch.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "storage/group_commit.h"
#include "storage/journal.h"
#include "storage/rocksdb/fact_sorter.h"
#include "storage/rocksdb/feedback_log.h"
#include "storage/rocksdb/rocksdb_database.h"
#include "storage/rocksdb/rocksdb_findings.h"
#include "storage/rocksdb/rocksdb_ledger.h"
#include "storage/rocksdb/rocksdb_store_options.h"
#include "storage/rocksdb/seen_log.h"

namespace farcall {

// The journal in a RocksDB database: an entry is one WriteBatch, in its log and
// synced together with others (ADR 0004). The batch holds the group, a block of
// seen events, findings, calls that are kept, feedback, and records that are
// saved with it.
class RocksDbJournal final : public Journal {
 public:
  // The references must outlive it.
  RocksDbJournal(RocksDbDatabase& database, SeenLog& seen,
                 FeedbackLog& feedback, const RocksDbFindings& findings,
                 FactSorter& calls, const RocksDbLedger& ledger,
                 const RocksDbStoreOptions& options);

  // Finds the groups that are there. Once, before anything else.
  absl::Status Load();

  absl::StatusOr<Ticket> Append(
      absl::FunctionRef<absl::Status(uint64_t sequence, JournalEntry& entry)>
          make,
      absl::FunctionRef<void(uint64_t sequence)> written) override;
  // Covers all that can be read by now: an entry is visible before it has its
  // ticket.
  Ticket Latest() const override {
    const std::lock_guard lock(write_mutex_);
    return group_commit_.Latest();
  }
  uint64_t LastSequence() const override { return last_sequence_; }
  std::optional<absl::Status> WhenDurable(Ticket ticket,
                                          OnDurable on_durable) override;
  absl::Status FindSeen(
      std::span<const EventDigest> digests,
      std::span<std::optional<FirstOutcome>> outcomes) const override;
  absl::Status Replay(
      absl::FunctionRef<absl::Status(uint64_t sequence, std::string_view group)>
          apply) const override;
  absl::Status Trim(uint64_t sequence) override;
  absl::Status Health() const override;
  absl::Status Fail(const absl::Status& cause) override;

  // Of a copy of a replicated log, where no entry comes with it.
  absl::Status WritePosition(const std::string& position);

  // Moves seen events from memory to disk where memory is full, reads filters
  // of those on disk, and removes what is forgotten. From any thread.
  absl::Status TendSeen();
  // Called after an append where TendSeen() has something to do. Before the
  // first append.
  void OnSeenUpkeep(std::function<void()> wake) { wake_ = std::move(wake); }

  uint64_t syncs() const { return syncs_; }  // total since it was opened
  // Whether a sync is under way that began `patience` ago or earlier.
  bool IsSyncStuckFor(std::chrono::milliseconds patience) const;

 private:
  // What of a batch is applied in memory once it is written.
  struct Staged {
    SeenLog::Staged seen{};
    std::optional<FeedbackLog::Staged> feedback{};
  };
  absl::StatusOr<Staged> Stage(uint64_t sequence, JournalEntry& entry,
                               rocksdb::WriteBatch& batch);
  absl::Status Write(rocksdb::WriteBatch& batch);
  absl::Status Sync();
  absl::Status MoveSeen();

  RocksDbDatabase& database_;
  SeenLog& seen_;
  FeedbackLog& feedback_;
  const RocksDbFindings& findings_;
  FactSorter& calls_;
  const RocksDbLedger& ledger_;
  const RocksDbStoreOptions& options_;

  std::function<void()> wake_{};
  std::mutex tend_mutex_;  // one thread tends; before write_mutex_

  // The log, the window and the audit change in the same order.
  mutable std::mutex write_mutex_;
  // Guarded by write_mutex_; read at any time.
  std::atomic<uint64_t> last_sequence_ = 0;
  // Guarded by write_mutex_.
  std::deque<uint64_t> sequences_{};  // of the groups that are there
  uint64_t emptied_ = 0;  // the last group, if its content is trimmed

  using Clock = std::chrono::steady_clock;
  std::atomic<uint64_t> syncs_ = 0;
  // Of the sync that is under way; at the epoch there is none.
  std::atomic<Clock::time_point> sync_begun_{};

  mutable std::mutex health_mutex_;
  std::atomic<bool> healthy_ = true;
  absl::Status health_;  // guarded by health_mutex_

  GroupCommit group_commit_;  // last: its thread uses the others
};

}  // namespace farcall
