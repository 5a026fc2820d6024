// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "scoring/histogram_store.h"
#include "storage/codec/event_digest.h"
#include "storage/event_claims.h"
#include "storage/group_commit.h"
#include "storage/rocksdb/backup_directory.h"
#include "storage/rocksdb/baseline_cache.h"
#include "storage/rocksdb/feedback_log.h"
#include "storage/rocksdb/rocksdb_database.h"
#include "storage/rocksdb/rocksdb_store_options.h"
#include "storage/rocksdb/seen_log.h"
#include "storage/stripe_locks.h"

namespace farcall {

// For metrics: what the store holds and does now, and totals since it was
// opened.
struct StoreFigures {
  uint64_t seen_events = 0;
  uint64_t seen_blocks = 0;
  uint64_t seen_evicted_early = 0;  // total: the window was too small for them
  uint64_t syncs = 0;               // total
  // As RocksDB reports them, all column families together.
  uint64_t baselines_estimate = 0;
  uint64_t table_bytes = 0;
  uint64_t memtable_bytes = 0;
  uint64_t block_cache_bytes = 0;
  uint64_t baseline_cache_bytes = 0;
  uint64_t pending_compaction_bytes = 0;
  uint64_t running_flushes = 0;
  uint64_t running_compactions = 0;
  uint64_t background_errors = 0;
};

// A HistogramStore in a RocksDB database of its own. Thread-safe.
//
// Updates that share an entity are serialised by stripe locks: RocksDB alone
// would let both read the old counts and lose one (ADR 0003). Those that wait
// for the same entities are made together, on baselines that are read and
// written once (ADR 0016). A batch lies in one WriteBatch: written to the log
// under the locks, synced outside of them together with others, answered when
// it is durable (ADR 0004).
//
// After a failed write or sync nobody knows what is on disk: from then on all
// but Read and List return UNAVAILABLE, until the store is opened again.
class RocksDbHistogramStore final : public HistogramStore {
 public:
  // See RocksDbDatabase::Open for the errors.
  static absl::StatusOr<std::unique_ptr<RocksDbHistogramStore>> Open(
      RocksDbStoreOptions options);

  // Writes out what is in memory. No other call may be under way.
  ~RocksDbHistogramStore() override;
  RocksDbHistogramStore(const RocksDbHistogramStore&) = delete;
  RocksDbHistogramStore& operator=(const RocksDbHistogramStore&) = delete;

  absl::Status Update(const Query& query,
                      absl::FunctionRef<Changed(Stored)> change) override;
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

  StoreFigures figures() const;

  // Both while updates go on.
  absl::StatusOr<BackupInfo> CreateBackup(
      BackupDirectory& backups, size_t kept,
      absl::FunctionRef<void(uint64_t bytes_copied)> on_progress);
  // Rewrites all table files without what was overwritten or deleted.
  absl::Status Compact();

 private:
  // A query as the store keeps it.
  struct Encoded {
    std::string tenant;
    std::vector<std::string> keys;
    std::vector<EventDigest> digests;
  };
  // Baselines by their keys' indices.
  struct Found {
    std::vector<Baseline> baselines{};
    std::vector<bool> cached{};  // whether it need not be read
    std::vector<StoredBytes> stored{};
  };
  using FirstOutcomes = std::vector<std::optional<FirstOutcome>>;

  RocksDbHistogramStore(RocksDbStoreOptions options,
                        std::unique_ptr<RocksDbDatabase> database);

  absl::StatusOr<Encoded> Encode(const Query& query) const;
  FirstOutcomes FindSeen(std::span<const EventDigest> digests) const;
  using Keys = std::span<const std::string_view>;
  // Takes the baselines out of the cache where they are there.
  Found TakeCached(Keys keys);
  // Adds those that `found` does not hold yet.
  absl::Status ReadBaselines(Keys keys, Found& found) const;

  // An update, and in the end the ticket of what was written, or of what was
  // seen where there is nothing to write.
  struct Pending {
    const Encoded& query;
    absl::FunctionRef<Changed(Stored)> change;
    absl::StatusOr<GroupCommit::Ticket> ticket{};
  };
  // A statement for the audit.
  struct Said {
    std::string tenant;
    FeedbackEntry entry;
    EventDigest digest;  // of its id
  };
  // What updates did, to be written together.
  struct Made {
    std::vector<bool> changed;  // by baseline
    std::vector<SeenEvent> seen{};
    std::optional<Said> said{};
  };
  // Makes updates whose entities are locked, one after the other; MakeSome the
  // first of them, as many as it returns, with one write.
  void MakeAll(std::span<Pending* const> updates);
  size_t MakeSome(std::span<Pending* const> updates);
  // `places`: of the update's baselines in `found`.
  void Make(const Pending& update, std::span<const size_t> places, Found& found,
            Made& made) const;
  absl::StatusOr<GroupCommit::Ticket> Commit(Keys keys, Found& found,
                                             Made made);
  // Adds what changed of a baseline to `batch`, and to `stored`.
  absl::Status Stage(std::string_view key, const Baseline& baseline,
                     StoredBytes& stored, rocksdb::WriteBatch& batch) const;
  absl::StatusOr<GroupCommit::Ticket> Write(std::vector<SeenEvent> seen,
                                            const std::optional<Said>& said,
                                            rocksdb::WriteBatch& batch);
  absl::Status AwaitDurable(GroupCommit::Ticket ticket);
  // What a database that was just opened needs before it is used.
  absl::Status TakeUp();
  absl::Status Sync();
  absl::Status Fail(const absl::Status& cause);

  struct Removed {
    int64_t histograms = 0;
    size_t feedback = 0;  // entries of the audit
  };
  absl::StatusOr<Removed> Remove(const EntityKey& entity,
                                 const std::string& key);

  const RocksDbStoreOptions options_;
  const std::unique_ptr<RocksDbDatabase> database_;
  const EventHasher hasher_;

  // In the order in which a thread takes them.
  std::mutex erasure_mutex_;  // one Delete at a time
  EventClaims claims_;
  StripeLocks entity_locks_;
  BaselineCache cache_;  // of what is locked by its holder
  mutable std::mutex
      write_mutex_;  // the log and the window change in the same order
  SeenLog seen_;
  FeedbackLog feedback_;

  GroupCommit group_commit_;
  std::atomic<uint64_t> syncs_ = 0;

  mutable std::mutex health_mutex_;
  absl::Status health_;
};

}  // namespace farcall
