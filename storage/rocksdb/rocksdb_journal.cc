// SPDX-License-Identifier: Apache-2.0
#include "storage/rocksdb/rocksdb_journal.h"

#include <memory>
#include <utility>

#include "storage/codec/journal/journal_codec.h"
#include "storage/rocksdb/rocksdb_erasure.h"
#include "storage/rocksdb/rocksdb_status.h"
#include "storage/timed.h"

namespace farcall {

RocksDbJournal::RocksDbJournal(RocksDbDatabase& database, SeenLog& seen,
                               FeedbackLog& feedback,
                               const RocksDbFindings& findings,
                               FactSorter& calls, const RocksDbLedger& ledger,
                               const RocksDbStoreOptions& options)
    : database_(database),
      seen_(seen),
      feedback_(feedback),
      findings_(findings),
      calls_(calls),
      ledger_(ledger),
      options_(options),
      group_commit_([this] { return Sync(); }) {}

absl::Status RocksDbJournal::Load() {
  const std::unique_ptr<rocksdb::Iterator> it(
      database_.db().NewIterator(rocksdb::ReadOptions(), database_.journal()));
  for (it->SeekToFirst(); it->Valid(); it->Next()) {
    const auto sequence = DecodeJournalKey(it->key().ToStringView());
    if (!sequence.ok()) return sequence.status();
    sequences_.push_back(*sequence);
    last_sequence_ = *sequence;
  }
  return FromRocksDb(it->status(), "cannot read the journal");
}

absl::StatusOr<Journal::Ticket> RocksDbJournal::Append(
    absl::FunctionRef<absl::Status(uint64_t, JournalEntry&)> make,
    absl::FunctionRef<void(uint64_t)> written) {
  if (seen_.IsFull()) {
    absl::Status moved = TendSeen();
    if (!moved.ok()) return moved;
  }
  if (wake_ && seen_.NeedsUpkeep()) wake_();
  const std::lock_guard lock(write_mutex_);
  // Behind a failed write the log may end in half a record: what came after it
  // would be damage.
  absl::Status status = Health();
  if (!status.ok()) return status;
  const uint64_t sequence = last_sequence_ + 1;
  JournalEntry entry;
  status = make(sequence, entry);
  if (!status.ok()) return status;
  rocksdb::WriteBatch batch;
  absl::StatusOr<Staged> staged = Stage(sequence, entry, batch);
  if (!staged.ok()) return staged.status();
  status = Write(batch);
  if (!status.ok()) return Fail(status);
  last_sequence_ = sequence;
  sequences_.push_back(sequence);
  seen_.Apply(staged->seen);
  if (staged->feedback.has_value()) feedback_.Apply(*staged->feedback);
  if (entry.erasure.has_value() && !entry.erasure->feedback_keys.empty()) {
    feedback_.CountAnew(entry.erasure->tenant);
  }
  written(sequence);
  return group_commit_.Written();
}

absl::StatusOr<RocksDbJournal::Staged> RocksDbJournal::Stage(
    uint64_t sequence, JournalEntry& entry, rocksdb::WriteBatch& batch) {
  Staged staged;
  batch.Put(database_.journal(), EncodeJournalKey(sequence), entry.group);
  absl::StatusOr<SeenLog::Staged> seen =
      seen_.Stage(std::move(entry.seen), batch);
  if (!seen.ok()) return seen.status();
  staged.seen = *std::move(seen);
  if (!entry.feedback.empty()) {
    auto feedback = feedback_.Stage(entry.feedback, batch);
    if (!feedback.ok()) return feedback.status();
    staged.feedback = *std::move(feedback);
  }
  for (const EncodedRecord& record : entry.records) {
    batch.Put(database_.baselines(), record.key, record.value);
  }
  for (FindingWrite& finding : entry.findings) {
    findings_.Stage(sequence, finding, batch);
  }
  for (const ExemptionWrite& exemption : entry.exemptions) {
    findings_.StageExemption(exemption, batch);
  }
  ledger_.Stage(entry.ledger, batch);
  if (entry.finding_log_trim.has_value()) {
    findings_.StageTrim(*entry.finding_log_trim, batch);
  }
  if (entry.erasure.has_value()) {
    for (const std::string& key : entry.erasure->feedback_keys) {
      batch.Delete(database_.meta(), key);
    }
    for (const std::string& key : entry.erasure->fact_keys) {
      batch.Delete(database_.events(), key);
    }
    for (const std::string& key : entry.erasure->term_keys) {
      batch.Delete(database_.terms(), key);
    }
    for (const std::string& key : entry.erasure->ledger_keys) {
      batch.Delete(database_.ledger(), key);
    }
    for (const ExemptionWrite& exemption : entry.erasure->exemptions) {
      findings_.StageExemption(exemption, batch);
    }
    absl::Status removed = findings_.StageRemoval(
        sequence, entry.erasure->at_micros, entry.erasure->tenant,
        entry.erasure->findings, batch);
    if (!removed.ok()) return removed;
    MarkErasurePending(database_, batch);
  }
  calls_.Stage(sequence, entry.calls, batch);
  if (!entry.position.empty()) {
    database_.StageLogPosition(entry.position, batch);
  }
  return staged;
}

absl::Status RocksDbJournal::WritePosition(const std::string& position) {
  const std::lock_guard lock(write_mutex_);
  absl::Status status = Health();
  if (!status.ok()) return status;
  rocksdb::WriteBatch batch;
  database_.StageLogPosition(position, batch);
  status = Write(batch);
  return status.ok() ? status : Fail(status);
}

std::optional<absl::Status> RocksDbJournal::WhenDurable(Ticket ticket,
                                                        OnDurable on_durable) {
  if (options_.durability == Durability::kWal) return absl::OkStatus();
  return group_commit_.WhenDurable(ticket, std::move(on_durable));
}

absl::Status RocksDbJournal::FindSeen(
    std::span<const EventDigest> digests,
    std::span<std::optional<FirstOutcome>> outcomes) const {
  return seen_.Find(digests, outcomes);
}

absl::Status RocksDbJournal::TendSeen() {
  const std::lock_guard lock(tend_mutex_);
  absl::Status status = Health();
  if (!status.ok()) return status;
  status = MoveSeen();
  if (status.ok()) status = seen_.TendSegments();
  return status.ok() ? status : Fail(status);
}

absl::Status RocksDbJournal::MoveSeen() {
  std::optional<SeenLog::Move> move;
  {
    const std::lock_guard lock(write_mutex_);
    move = seen_.BeginMove();
  }
  if (!move.has_value()) return absl::OkStatus();
  // A segment is durable from the first. What it says was counted must be.
  absl::Status status =
      FromRocksDb(database_.db().SyncWAL(), "cannot sync the log");
  if (!status.ok()) return status;
  auto segment = seen_.Write(*move);
  if (!segment.ok()) return segment.status();
  {
    const std::lock_guard lock(write_mutex_);
    status = seen_.EndMove(*move, *std::move(segment));
  }
  seen_.Free(*move);
  return status;
}

absl::Status RocksDbJournal::Replay(
    absl::FunctionRef<absl::Status(uint64_t, std::string_view)> apply) const {
  rocksdb::ReadOptions options;
  options.fill_cache = false;
  const std::unique_ptr<rocksdb::Iterator> it(
      database_.db().NewIterator(options, database_.journal()));
  for (it->SeekToFirst(); it->Valid(); it->Next()) {
    const auto sequence = DecodeJournalKey(it->key().ToStringView());
    if (!sequence.ok()) return sequence.status();
    absl::Status status = apply(*sequence, it->value().ToStringView());
    if (!status.ok()) return status;
  }
  return FromRocksDb(it->status(), "cannot read the journal");
}

// The last group's key stays, without its content: it holds the sequence that
// the next one goes on from.
absl::Status RocksDbJournal::Trim(uint64_t sequence) {
  const std::lock_guard lock(write_mutex_);
  rocksdb::WriteBatch batch;
  size_t trimmed = 0;
  for (const uint64_t group : sequences_) {
    if (group >= sequence) break;
    if (group == last_sequence_) {
      if (group == emptied_) continue;
      batch.Put(database_.journal(), EncodeJournalKey(group), "");
    } else {
      batch.Delete(database_.journal(), EncodeJournalKey(group));
      ++trimmed;
    }
  }
  if (batch.Count() == 0) return absl::OkStatus();
  absl::Status status = Health();
  if (status.ok()) status = Write(batch);
  if (!status.ok()) return Fail(status);
  if (sequence > last_sequence_) emptied_ = last_sequence_;
  sequences_.erase(sequences_.begin(),
                   sequences_.begin() + static_cast<ptrdiff_t>(trimmed));
  return absl::OkStatus();
}

absl::Status RocksDbJournal::Write(rocksdb::WriteBatch& batch) {
  const Timed timed(options_.observer.on_write);
  return FromRocksDb(database_.db().Write(rocksdb::WriteOptions(), &batch),
                     "cannot write to the log");
}

absl::Status RocksDbJournal::Sync() {
  const Timed timed(options_.observer.on_sync);
  ++syncs_;
  sync_begun_ = Clock::now();
  const absl::Status status =
      FromRocksDb(database_.db().SyncWAL(), "cannot sync the log");
  sync_begun_ = Clock::time_point();
  return status.ok() ? status : Fail(status);
}

bool RocksDbJournal::IsSyncStuckFor(std::chrono::milliseconds patience) const {
  const Clock::time_point begun = sync_begun_;
  return begun != Clock::time_point() && Clock::now() - begun >= patience;
}

absl::Status RocksDbJournal::Health() const {
  if (healthy_) return absl::OkStatus();
  const std::lock_guard lock(health_mutex_);
  return health_;
}

// Keeps the first cause.
absl::Status RocksDbJournal::Fail(const absl::Status& cause) {
  const std::lock_guard lock(health_mutex_);
  if (health_.ok()) {
    health_ = absl::UnavailableError(
        "store takes no more until it is opened again: " +
        std::string(cause.message()));
    healthy_ = false;
  }
  return health_;
}

}  // namespace farcall
