// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "scoring/batch/histogram_store.h"
#include "storage/codec/event_digest.h"
#include "storage/codec/fact/fact_digests.h"
#include "storage/exemption_table.h"
#include "storage/finding_records.h"
#include "storage/journal.h"
#include "storage/journal_index.h"
#include "storage/ledger_keeper.h"
#include "storage/ledger_records.h"
#include "storage/record_store.h"
#include "storage/record_table.h"
#include "storage/timed.h"
#include "storage/update_queue.h"

namespace farcall {

// Records in memory, changed by updates whose effects go into a journal, and
// saved later by checkpoints (ADR 39).
//
// An update: the tenant's turn (UpdateQueue) -> its records, from memory or the
// record store -> `change` -> one journal entry for the group, and its ticket
// -> the answer, once that is durable. A checkpoint: the tenant's turn -> save
// the records that were unsaved longest -> trim the journal. Recovery: apply
// the effects of the journal to the records that lack them.
//
// Invariants:
// (1) A tenant's records are read and changed in its turn alone.
// (2) What a record in memory holds beyond its saved form is in the journal.
//     After a failed append that is not so: the tenant's records are then
//     loaded again, and nothing is saved any more.
// (3) A record's saved form tells the last group that it holds. Recovery skips
//     that group and those before it.
// Thread-safe.
class JournaledStore {
 public:
  struct Options {
    // Of records in memory. Unsaved records may exceed it by a quarter.
    int64_t record_bytes_max = 0;
    // Checkpoints keep the journal below these; updates wait for a checkpoint
    // where it has twice as much.
    uint64_t journal_events_max = 0;
    uint64_t journal_bytes_max = 0;
    std::function<void(double seconds)> on_load{};  // of records, for metrics
    size_t finding_samples = kFindingSamplesMax;
    bool keeps_calls = false;
    bool keeps_ledger = false;
    // Server time of findings and of calls that are kept: Unix microseconds.
    std::function<int64_t()> now_micros = UnixMicros;
  };

  // The references must outlive it.
  JournaledStore(Journal& journal, RecordStore& records,
                 const FindingRecords& findings, const LedgerRecords& ledger,
                 const EventHasher& hasher, Options options)
      : journal_(journal),
        records_(records),
        findings_(findings),
        ledger_(ledger),
        hasher_(hasher),
        fact_digests_(hasher.key()),
        options_(std::move(options)) {}

  // Applies the journal to the records, once, before anything else.
  absl::Status Recover();

  // See HistogramStore.
  using Query = HistogramStore::Query;
  using Stored = HistogramStore::Stored;
  using Changed = HistogramStore::Changed;
  absl::StatusOr<Journal::Ticket> Apply(
      const Query& query, absl::FunctionRef<Changed(Stored)> change);
  std::optional<absl::Status> WhenDurable(Journal::Ticket ticket,
                                          Journal::OnDurable on_durable);
  absl::Status Read(const Query& query, absl::FunctionRef<void(Stored)> read);

  // Takes over an entry that another copy of a replicated log made: appends it
  // to `local`, the journal that this store's lies over, and applies it.
  // Entries come in the order of the log, on one thread, while Apply is not
  // called.
  absl::Status Follow(Journal& local, JournalEntry entry);

  // Saves the tenant's records that the record store does not have yet, of keys
  // that begin with `key_prefix`.
  absl::Status SaveNew(std::string_view tenant, std::string_view key_prefix);

  // Empties a record, removes what lies apart of its entity, and returns when
  // no trace of either is in the journal. `find_apart` is called in the
  // tenant's turn. The number of histograms, and of other things that were
  // removed; an erasure is pending from the removal on.
  using FindApart = absl::FunctionRef<absl::StatusOr<JournalEntry::Erasure>()>;
  struct Erased {
    int64_t histograms = 0;
    size_t apart = 0;
  };
  absl::StatusOr<Erased> Erase(std::string_view tenant, std::string_view key,
                               FindApart find_apart);

  // One checkpoint: saves the records that were unsaved longest, of one tenant,
  // and trims the journal. False if all records are saved.
  absl::StatusOr<bool> Checkpoint();
  absl::Status CheckpointAll();
  // Whether checkpoints have work to do, to keep the bounds of Options.
  bool NeedsCheckpoint() const;
  // Evicts records until those in memory keep their bound, of the tenants first
  // that were used least recently. Forgets tenants without records.
  void EvictOverBound();
  // Calls `listener` after each entry of the journal with findings, in the
  // tenant's turn. Before updates.
  void OnFindings(std::function<void()> listener) {
    on_findings_ = std::move(listener);
  }
  // Calls `wake` when NeedsCheckpoint may have become true. Before updates.
  void OnNeed(std::function<void()> wake) { wake_ = std::move(wake); }

  struct Figures {
    uint64_t record_bytes = 0;  // in memory
    uint64_t not_listed = 0;    // records that no checkpoint has saved yet
    uint64_t journal_events = 0;
    uint64_t journal_bytes = 0;
    uint64_t checkpointed_records = 0;  // total since it was opened
    uint64_t findings_unreadable = 0;   // the same
  };
  Figures figures() const;

 private:
  // A query with its keys as the store has them.
  struct Encoded {
    std::string tenant;
    std::vector<std::string> keys;
    std::vector<EventDigest> digests;
  };
  // An update that waits, and in the end its ticket.
  struct Pending {
    const Encoded& query;
    absl::FunctionRef<Changed(Stored)> change;
    std::vector<Record*> records{};
    Changed changed{};
    absl::StatusOr<Journal::Ticket> ticket{};
  };
  struct Tenant {
    Tenant(std::string tenant_name, std::atomic<int64_t>& bytes,
           const FactDigests& digests, const LedgerRecords& ledger_records)
        : name(std::move(tenant_name)),
          records(bytes),
          ledger(name, digests, ledger_records) {}

    const std::string name;
    UpdateQueue<Pending> queue{};
    RecordTable records;        // in the queue's turn
    ExemptionTable exemptions;  // in the queue's turn
    LedgerKeeper ledger;        // in the queue's turn
    std::atomic<uint64_t> not_listed = 0;
    std::atomic<uint64_t> last_use = 0;
  };
  using TenantPtr = std::shared_ptr<Tenant>;
  // What updates of one tenant did, to be appended together.
  struct Group;

  absl::StatusOr<Encoded> Encode(const Query& query) const;
  TenantPtr TenantOf(std::string_view name);
  std::vector<TenantPtr> Tenants() const;

  // In the tenant's turn:
  // The records under `keys`, loaded or new where they are not in memory;
  // nullptr, and the first error, for what cannot be loaded. New records are
  // added to `added`: DropUnused removes those that stay empty.
  absl::Status Find(Tenant& tenant, std::span<const std::string> keys,
                    std::vector<Record*>& found, std::vector<Record*>& added);
  // Of one key; a new record is evicted before long where it stays empty.
  absl::StatusOr<Record*> FindOne(Tenant& tenant, const std::string& key);
  void ApplyAll(Tenant& tenant, std::span<Pending* const> updates);
  size_t ApplySome(Tenant& tenant, std::span<Pending* const> updates);
  void ApplyOne(Tenant& tenant, Pending& update, Group& group);
  void KeepLedger(Tenant& tenant, const Pending& update);
  absl::StatusOr<Journal::Ticket> Append(Tenant& tenant, Group& group);
  void OnAppended(Tenant& tenant, const Group& group, size_t group_bytes,
                  uint64_t sequence);
  absl::Status Save(Tenant& tenant, std::span<Record* const> records);
  void MarkSaved(Tenant& tenant, Record& record);
  // The steps of Erase. Empty() gives the sequence of its entry in the journal,
  // 0 where there was nothing to erase.
  absl::StatusOr<uint64_t> Empty(Tenant& tenant, const std::string& key,
                                 FindApart find_apart, Erased& erased);
  absl::Status RemoveEmpty(Tenant& tenant, const std::string& key);
  void DropUnused(Tenant& tenant, std::span<Record* const> added);
  void KeepBound(Tenant& tenant);
  absl::Status Replay(uint64_t sequence, std::string_view bytes,
                      const Tenant* only);
  void LoadAgain(Tenant& tenant);
  absl::Status FollowOne(Tenant& tenant, Journal& local, JournalEntry entry);
  absl::Status TakeRecord(Tenant& tenant, const EncodedRecord& saved);

  absl::Status Trim();
  bool IsJournalOver(uint64_t times) const;

  Journal& journal_;
  RecordStore& records_;
  const FindingRecords& findings_;
  const LedgerRecords& ledger_;
  const EventHasher& hasher_;
  const FactDigests fact_digests_;
  const Options options_;
  std::function<void()> wake_{};
  std::function<void()> on_findings_{};

  JournalIndex index_;
  std::atomic<int64_t> record_bytes_ = 0;
  std::atomic<uint64_t> checkpointed_records_ = 0;
  std::atomic<uint64_t> findings_unreadable_ = 0;
  std::atomic<uint64_t> uses_ = 0;  // counts turns
  std::mutex trim_mutex_;
  mutable std::mutex tenants_mutex_;
  absl::flat_hash_map<std::string, TenantPtr> tenants_;  // by tenants_mutex_
};

}  // namespace farcall
