// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "scoring/batch/fact_store.h"
#include "scoring/batch/finding_store.h"
#include "scoring/batch/histogram_store.h"
#include "scoring/batch/ledger_store.h"
#include "storage/checkpointer.h"
#include "storage/codec/event_digest.h"
#include "storage/journaled_store.h"
#include "storage/rocksdb/backup_directory.h"
#include "storage/rocksdb/fact_sorter.h"
#include "storage/rocksdb/feedback_log.h"
#include "storage/rocksdb/rocksdb_database.h"
#include "storage/rocksdb/rocksdb_facts.h"
#include "storage/rocksdb/rocksdb_findings.h"
#include "storage/rocksdb/rocksdb_journal.h"
#include "storage/rocksdb/rocksdb_ledger.h"
#include "storage/rocksdb/rocksdb_record_store.h"
#include "storage/rocksdb/rocksdb_shard_copy.h"
#include "storage/rocksdb/rocksdb_store_options.h"
#include "storage/rocksdb/seen_log.h"
#include "storage/upkeep_thread.h"

namespace farcall {

// For metrics: what the store holds and does now, and totals since it was
// opened.
struct StoreFigures {
  uint64_t seen_events = 0;
  uint64_t seen_blocks = 0;
  uint64_t seen_evicted_early = 0;   // total: the window was too small for them
  uint64_t seen_memory_bytes = 0;    // tables of those in memory
  uint64_t seen_segment_events = 0;  // of seen_events, those on disk alone
  uint64_t seen_segments = 0;
  uint64_t seen_filter_bytes = 0;     // in memory, of segments
  uint64_t seen_segment_bytes = 0;    // on disk
  uint64_t seen_pages_read = 0;       // total, of segments
  uint64_t seen_false_positives = 0;  // total: pages that were read in vain
  uint64_t syncs = 0;                 // total
  // As RocksDB reports them, all column families together.
  uint64_t baselines_estimate = 0;
  uint64_t table_bytes = 0;
  uint64_t memtable_bytes = 0;
  uint64_t block_cache_bytes = 0;
  uint64_t baseline_cache_bytes = 0;  // records in memory
  uint64_t journal_events = 0;  // whose effects a restart would apply again
  uint64_t journal_bytes = 0;
  uint64_t checkpointed_records = 0;  // total
  uint64_t findings_unreadable = 0;   // total: begun anew
  uint64_t calls_kept = 0;            // total
  uint64_t calls_not_kept = 0;        // total
  // Of calls that are kept, of terms, and of the log of calls.
  uint64_t fact_bytes = 0;
  uint64_t pending_compaction_bytes = 0;
  uint64_t running_flushes = 0;
  uint64_t running_compactions = 0;
  uint64_t background_errors = 0;
};

// A HistogramStore in a RocksDB database of its own: a JournaledStore whose
// journal and records lie in it. Thread-safe.
//
// The updates of a tenant run one after the other, coalesced where they wait
// (ADR 39). The effects of a group lie in one WriteBatch: written to the log in
// the tenant's turn, synced by a thread together with others, answered when it
// is durable (ADR 0004, ADR 40).
//
// After a failed write or sync nobody knows what is on disk: from then on all
// but Read and List return UNAVAILABLE, until the store is opened again.
class RocksDbHistogramStore final : public HistogramStore,
                                    public FindingStore,
                                    public FactStore,
                                    public LedgerStore {
 public:
  // See RocksDbDatabase::Open for the errors.
  static absl::StatusOr<std::unique_ptr<RocksDbHistogramStore>> Open(
      RocksDbStoreOptions options);

  // Writes out what is in memory. No other call may be under way.
  ~RocksDbHistogramStore() override;
  RocksDbHistogramStore(const RocksDbHistogramStore&) = delete;
  RocksDbHistogramStore& operator=(const RocksDbHistogramStore&) = delete;

  absl::StatusOr<Ticket> Apply(
      const Query& query, absl::FunctionRef<Changed(Stored)> change) override;
  std::optional<absl::Status> WhenDurable(Ticket ticket,
                                          OnDurable on_durable) override;
  absl::Status Read(const Query& query,
                    absl::FunctionRef<void(Stored)> read) const override;
  absl::StatusOr<Page> List(std::string_view tenant, EntityKind kind,
                            std::string_view name_prefix,
                            std::string_view after,
                            size_t limit) const override;
  absl::StatusOr<FeedbackPage> ListFeedback(std::string_view tenant,
                                            std::string_view principal,
                                            std::string_view next,
                                            size_t limit) const override;
  absl::StatusOr<int64_t> Delete(const EntityKey& entity) override;
  absl::Status Health() const override;

  absl::StatusOr<std::vector<Finding>> ListFindings(
      std::string_view tenant,
      std::span<const FindingState> states) const override;
  absl::StatusOr<std::optional<Finding>> FindFinding(
      std::string_view tenant, const FindingId& id) const override;
  absl::StatusOr<std::vector<FindingNote>> ListNotes(
      std::string_view tenant, const FindingId& id) const override {
    return findings_.ListNotes(tenant, id);
  }
  absl::StatusOr<std::vector<Exemption>> ListExemptions(
      std::string_view tenant) const override;
  absl::StatusOr<LogPage> ReadFindingLog(std::string_view tenant,
                                         uint64_t after,
                                         size_t limit) const override;
  absl::StatusOr<std::vector<std::string>> FindingTenants() const override {
    return findings_.Tenants();
  }
  absl::StatusOr<std::vector<FindingOutline>> OutlineFindings(
      std::string_view tenant) const override {
    return findings_.Outline(tenant);
  }
  absl::StatusOr<uint64_t> FindingLogBeyond(
      std::string_view tenant, const LogBounds& bounds) const override {
    return findings_.LogBeyond(tenant, bounds);
  }
  absl::StatusOr<LogEnd> FindingLogEnd(std::string_view tenant) const override;
  void OnFindingLog(std::function<void()> listener) override;

  absl::StatusOr<Facts> FactsOf(std::string_view tenant,
                                std::string_view principal,
                                int64_t from_seconds,
                                int64_t to_seconds) const override;
  absl::StatusOr<TermUses> UsesOf(std::string_view tenant, TermKind kind,
                                  std::string_view term,
                                  size_t limit) const override;
  absl::StatusOr<TermUses> UsesOfKind(std::string_view tenant, TermKind kind,
                                      size_t limit) const override;
  absl::StatusOr<int64_t> KeptSince(std::string_view tenant) const override;

  absl::StatusOr<std::vector<LedgerEntry>> LedgerOf(std::string_view tenant,
                                                    int64_t day) const override;
  absl::StatusOr<std::optional<Days>> LedgerDays(
      std::string_view tenant) const override;

  // Forgets calls, and days of the ledger, that were kept long enough, and the
  // oldest of too many calls.
  absl::Status ExpireKept(int64_t now_micros);

  // Whether a sync is under way that began `patience` ago or earlier: nothing
  // is confirmed meanwhile, though nothing has failed.
  bool IsSyncStuckFor(std::chrono::milliseconds patience) const {
    return journal_.IsSyncStuckFor(patience);
  }

  StoreFigures figures() const;

  const EventHasher::Key& event_hash_key() const { return hasher_.key(); }
  // What it does with the log of its shard; nullptr unless it is a copy of one
  // (RocksDbStoreOptions::replicated).
  ShardCopy* shard_copy() {
    return shard_copy_.has_value() ? &*shard_copy_ : nullptr;
  }

  // All three while updates go on.
  //
  // Makes the directory, which must not be there: a store as it is at one
  // moment, to be opened with the same options. Effects that are in memory only
  // lie in its journal, and its position in the shard's log is theirs. Where
  // the directory is on the same file system, tables are links to this store's:
  // remove it soon, since what is erased here stays in it.
  absl::Status CreateCheckpoint(const std::string& directory);
  absl::StatusOr<BackupInfo> CreateBackup(
      BackupDirectory& backups, size_t kept,
      absl::FunctionRef<void(uint64_t bytes_copied)> on_progress);
  // Rewrites all table files without what was overwritten or deleted.
  absl::Status Compact();

 private:
  RocksDbHistogramStore(RocksDbStoreOptions options,
                        std::unique_ptr<RocksDbDatabase> database);

  std::unique_ptr<JournaledStore> MakeStore();
  // What updates go into: the local journal, or over it that of a copy.
  const Journal& log() const {
    if (replicated_.has_value()) return *replicated_;
    return journal_;
  }
  // What a database that was just opened needs before it is used.
  absl::Status Prepare();
  absl::Status FinishErasure();
  // Of a copy of a shard, of what another copy erases.
  absl::Status FollowErasure(JournalEntry entry);
  // Sorts the calls that were written by now, so that they can be read. After a
  // failure of the store, those that were sorted before can be.
  absl::Status SortCalls() const;
  absl::StatusOr<JournalEntry::Erasure> FindApart(const EntityKey& entity,
                                                  const std::string& key);

  const RocksDbStoreOptions options_;
  const std::unique_ptr<RocksDbDatabase> database_;
  const EventHasher hasher_;
  SeenLog seen_;
  FeedbackLog feedback_;
  RocksDbFindings findings_;
  RocksDbFacts facts_;
  mutable FactSorter calls_;
  RocksDbLedger ledger_;
  mutable RocksDbJournal journal_;  // the local one of a copy of a shard
  std::optional<ReplicatedJournal> replicated_;
  RocksDbRecordStore records_;
  std::unique_ptr<JournaledStore> store_;
  std::optional<RocksDbShardCopy> shard_copy_;
  std::mutex erasure_mutex_;  // one erasure at a time
  std::optional<Checkpointer> checkpointer_;
  std::optional<UpkeepThread> sorting_;
};

}  // namespace farcall
