// SPDX-License-Identifier: Apache-2.0
#include "storage/rocksdb/rocksdb_histogram_store.h"

#include <rocksdb/perf_level.h>
#include <rocksdb/slice.h>

#include <algorithm>
#include <chrono>
#include <utility>
#include <vector>

#include "storage/codec/feedback_codec.h"
#include "storage/codec/finding/finding_keys.h"
#include "storage/codec/key_codec.h"
#include "storage/codec/record/record_codec.h"
#include "storage/rocksdb/format_upgrade.h"
#include "storage/rocksdb/rocksdb_erasure.h"
#include "storage/rocksdb/rocksdb_status.h"

namespace farcall {
namespace {

int64_t SteadyMicros() {
  return std::chrono::duration_cast<std::chrono::microseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

RocksDbStoreOptions WithClock(RocksDbStoreOptions options) {
  if (!options.steady_micros) options.steady_micros = SteadyMicros;
  if (!options.unix_micros) options.unix_micros = UnixMicros;
  return options;
}

// Calls wait for no longer to be sorted.
constexpr std::chrono::seconds kSortInterval(60);

// RocksDB counts each comparison of keys, for figures of a thread that nobody
// asks for here: up to a twentieth of what a small batch takes.
void DisablePerfCounters() {
  rocksdb::SetPerfLevel(rocksdb::PerfLevel::kDisable);
}

JournaledStore::Options BoundsOf(const RocksDbStoreOptions& options) {
  return {
      .record_bytes_max = static_cast<int64_t>(options.baseline_cache_bytes),
      .journal_events_max = options.journal_events_max,
      .journal_bytes_max = options.journal_bytes_max,
      .on_load = options.observer.on_read,
      .finding_samples = options.finding_samples,
      .keeps_calls = options.fact_hours > 0,
      .keeps_ledger = options.ledger_days > 0,
      .now_micros = options.unix_micros};
}

uint64_t IntProperty(rocksdb::DB& db, rocksdb::ColumnFamilyHandle* family,
                     const std::string& name) {
  uint64_t value = 0;
  return db.GetIntProperty(family, name, &value) ? value : 0;
}

uint64_t SumOfFamilies(const RocksDbDatabase& database,
                       const std::string& name) {
  uint64_t sum = 0;
  for (rocksdb::ColumnFamilyHandle* family : database.families()) {
    sum += IntProperty(database.db(), family, name);
  }
  return sum;
}

}  // namespace

absl::StatusOr<std::unique_ptr<RocksDbHistogramStore>>
RocksDbHistogramStore::Open(RocksDbStoreOptions options) {
  auto database = RocksDbDatabase::Open(options);
  if (!database.ok()) return database.status();
  std::unique_ptr<RocksDbHistogramStore> store(new RocksDbHistogramStore(
      WithClock(std::move(options)), *std::move(database)));
  absl::Status status = store->Prepare();
  if (absl::IsDataLoss(status)) {
    return StoreDamaged(store->options_.path, status);
  }
  if (!status.ok()) return status;
  return store;
}

RocksDbHistogramStore::RocksDbHistogramStore(
    RocksDbStoreOptions options, std::unique_ptr<RocksDbDatabase> database)
    : options_(std::move(options)),
      database_(std::move(database)),
      hasher_(database_->hash_key()),
      seen_(*database_,
            {.window_micros = options_.seen_window_seconds * 1'000'000,
             .events_max = options_.seen_events_max,
             .memory_bytes = options_.seen_memory_bytes,
             .steady_micros = options_.steady_micros}),
      feedback_(database_->db(), database_->meta(),
                options_.feedback_entries_max),
      findings_(*database_, options_.finding_seal_key),
      facts_(*database_, options_.finding_seal_key),
      calls_(*database_, options_.finding_seal_key, options_.fact_hours),
      ledger_(*database_, options_.finding_seal_key),
      journal_(*database_, seen_, feedback_, findings_, calls_, ledger_,
               options_),
      records_(*database_),
      store_(MakeStore()) {
  if (!replicated_.has_value()) return;
  shard_copy_.emplace(
      *database_, journal_, *replicated_, *store_,
      [this](JournalEntry entry) { return FollowErasure(std::move(entry)); });
}

std::unique_ptr<JournaledStore> RocksDbHistogramStore::MakeStore() {
  Journal* journal = &journal_;
  if (options_.replicated.has_value()) journal = &replicated_.emplace(journal_);
  return std::make_unique<JournaledStore>(*journal, records_, findings_,
                                          ledger_, hasher_, BoundsOf(options_));
}

absl::Status RocksDbHistogramStore::Prepare() {
  absl::Status status = UpgradeFormat(*database_);
  if (status.ok()) status = seen_.Load();
  if (status.ok()) status = journal_.Load();
  if (status.ok()) status = store_->Recover();
  if (status.ok()) status = calls_.Load();
  if (status.ok()) status = FinishErasure();
  if (!status.ok()) return status;
  checkpointer_.emplace(*store_);
  sorting_.emplace(kSortInterval, [this](const std::stop_token& /*stop*/) {
    // A failure stays with the journal, whose health tells everybody.
    SortCalls().IgnoreError();
    journal_.TendSeen().IgnoreError();
  });
  journal_.OnSeenUpkeep([this] { sorting_->Wake(); });
  // Filters of segments are to be read, or forgotten ones to be removed.
  if (seen_.segment_figures().segments > 0 || seen_.NeedsUpkeep()) {
    sorting_->Wake();
  }
  return absl::OkStatus();
}

absl::Status RocksDbHistogramStore::FinishErasure() {
  const absl::StatusOr<bool> pending = IsErasurePending(*database_);
  if (!pending.ok() || !*pending) return pending.status();
  absl::Status status = SortCalls();
  if (status.ok()) status = store_->CheckpointAll();
  if (status.ok()) status = RemoveEmptyRecords(*database_);
  return status.ok() ? EraseTraces(*database_, "", FeedbackPrefix(), "")
                     : status;
}

RocksDbHistogramStore::~RocksDbHistogramStore() {
  sorting_.reset();
  checkpointer_.reset();
  // After a failure the log is the truth: the next Open reads it.
  if (!Health().ok() || !SortCalls().ok() || !store_->CheckpointAll().ok()) {
    return;
  }
  database_->Flush().IgnoreError();
}

absl::StatusOr<HistogramStore::Ticket> RocksDbHistogramStore::Apply(
    const Query& query, absl::FunctionRef<Changed(Stored)> change) {
  DisablePerfCounters();
  while (calls_.IsOver(2) && Health().ok()) {
    absl::Status status = SortCalls();
    if (!status.ok()) return status;
  }
  auto ticket = store_->Apply(query, change);
  if (calls_.IsOver(1)) sorting_->Wake();
  return ticket;
}

std::optional<absl::Status> RocksDbHistogramStore::WhenDurable(
    Ticket ticket, OnDurable on_durable) {
  return store_->WhenDurable(ticket, std::move(on_durable));
}

absl::Status RocksDbHistogramStore::Read(
    const Query& query, absl::FunctionRef<void(Stored)> read) const {
  DisablePerfCounters();
  return store_->Read(query, read);
}

absl::StatusOr<HistogramStore::Page> RocksDbHistogramStore::List(
    std::string_view tenant, EntityKind kind, std::string_view name_prefix,
    std::string_view after, size_t limit) const {
  const auto prefix = EncodeNamePrefix(tenant, kind, name_prefix);
  if (!prefix.ok()) return prefix.status();
  const auto after_key =
      EncodeEntityKey({std::string(tenant), kind, std::string(after)});
  if (!after_key.ok()) return after_key.status();
  if (Health().ok()) {
    absl::Status saved = store_->SaveNew(tenant, *prefix);
    if (!saved.ok()) return saved;
  }
  const std::string end_key = AfterPrefix(*prefix);
  const rocksdb::Slice end(end_key);
  rocksdb::ReadOptions options;
  options.iterate_upper_bound = &end;
  const std::unique_ptr<rocksdb::Iterator> it(
      database_->db().NewIterator(options, database_->baselines()));

  Page page;
  it->Seek(after.empty() ? *prefix
                         : std::max(*prefix, AfterPrefix(*after_key)));
  for (; it->Valid(); it->Next()) {
    if (IsEmptyRecord(it->value().ToStringView())) continue;
    absl::StatusOr<EntityKey> entity =
        DecodeEntityKey(it->key().ToStringView());
    if (!entity.ok()) return entity.status();
    page.more = page.entities.size() == limit;
    if (page.more) break;
    page.entities.push_back(*std::move(entity));
  }
  absl::Status status = FromRocksDb(it->status(), "cannot list entities");
  if (!status.ok()) return status;
  return page;
}

absl::StatusOr<HistogramStore::FeedbackPage>
RocksDbHistogramStore::ListFeedback(std::string_view tenant,
                                    std::string_view principal,
                                    std::string_view next, size_t limit) const {
  return feedback_.List(tenant, principal, next, limit);
}

absl::StatusOr<int64_t> RocksDbHistogramStore::Delete(const EntityKey& entity) {
  absl::Status status = Health();
  if (!status.ok()) return status;
  const absl::StatusOr<std::string> key = EncodeEntityKey(entity);
  if (!key.ok()) return key.status();

  const std::lock_guard lock(erasure_mutex_);
  // Of an earlier Delete that failed half way: whose, nobody knows any more.
  const absl::StatusOr<bool> pending = IsErasurePending(*database_);
  if (!pending.ok()) return pending.status();
  const auto erased = store_->Erase(entity.tenant, *key,
                                    [&] { return FindApart(entity, *key); });
  if (!erased.ok()) return erased.status();
  if (*pending) {
    status = FinishErasure();
  } else if (erased->histograms > 0 || erased->apart > 0) {
    // All keys of findings, exemptions, calls, terms and the ledger begin with
    // the tenant.
    status = EraseTraces(*database_, *key, FeedbackPrefix(entity.tenant),
                         FindingsPrefix(entity.tenant));
  }
  if (!status.ok()) return status;
  return erased->histograms;
}

// In the tenant's turn: it has no calls in the log from here on.
absl::StatusOr<JournalEntry::Erasure> RocksDbHistogramStore::FindApart(
    const EntityKey& entity, const std::string& key) {
  if (entity.kind != EntityKind::kPrincipal) {
    return JournalEntry::Erasure{.tenant = entity.tenant};
  }
  absl::Status sorted = SortCalls();
  if (!sorted.ok()) return sorted;
  calls_.ForgetTexts(entity.tenant);
  auto feedback = feedback_.KeysOf(entity.tenant, entity.name);
  if (!feedback.ok()) return feedback.status();
  auto findings = findings_.OfOwner(entity.tenant, entity.name);
  if (!findings.ok()) return findings.status();
  auto exemptions = findings_.ExemptionsWithout(entity.tenant, entity.name,
                                                options_.unix_micros());
  if (!exemptions.ok()) return exemptions.status();
  auto blocks = facts_.BlockKeysOf(entity.tenant, key);
  if (!blocks.ok()) return blocks.status();
  auto terms = facts_.TermKeysOf(entity.tenant, key);
  if (!terms.ok()) return terms.status();
  auto ledger = ledger_.KeysOf(entity.tenant, key);
  if (!ledger.ok()) return ledger.status();
  return JournalEntry::Erasure{.tenant = entity.tenant,
                               .at_micros = options_.unix_micros(),
                               .feedback_keys = *std::move(feedback),
                               .findings = *std::move(findings),
                               .fact_keys = *std::move(blocks),
                               .term_keys = *std::move(terms),
                               .ledger_keys = *std::move(ledger),
                               .exemptions = *std::move(exemptions)};
}

// The blocks of calls that are kept are this copy's own: they are sorted when
// each copy likes.
absl::Status RocksDbHistogramStore::FollowErasure(JournalEntry entry) {
  if (entry.records.size() != 1) {
    return absl::DataLossError("an erasure that is not of one entity");
  }
  const absl::StatusOr<EntityKey> entity =
      DecodeEntityKey(entry.records.front().key);
  if (!entity.ok()) return entity.status();
  const std::lock_guard lock(erasure_mutex_);
  auto apart = FindApart(*entity, entry.records.front().key);
  if (!apart.ok()) return apart.status();
  apart->at_micros = entry.erasure->at_micros;
  entry.erasure = *std::move(apart);
  absl::Status status = store_->Follow(journal_, std::move(entry));
  return status.ok() ? FinishErasure() : status;
}

absl::Status RocksDbHistogramStore::SortCalls() const {
  if (!Health().ok()) return absl::OkStatus();
  const absl::Status status = calls_.Sort();
  return status.ok() ? status : journal_.Fail(status);
}

absl::Status RocksDbHistogramStore::Health() const { return log().Health(); }

absl::StatusOr<std::vector<Finding>> RocksDbHistogramStore::ListFindings(
    std::string_view tenant, std::span<const FindingState> states) const {
  return findings_.List(tenant, states);
}

absl::StatusOr<std::optional<Finding>> RocksDbHistogramStore::FindFinding(
    std::string_view tenant, const FindingId& id) const {
  auto stored = findings_.Load(tenant, id);
  if (!stored.ok()) return stored.status();
  if (!stored->has_value()) return std::optional<Finding>();
  return std::optional(std::move((*stored)->finding));
}

absl::StatusOr<std::vector<Exemption>> RocksDbHistogramStore::ListExemptions(
    std::string_view tenant) const {
  auto stored = findings_.LoadExemptions(tenant);
  if (!stored.ok()) return stored.status();
  std::vector<Exemption> exemptions;
  for (StoredExemption& one : *stored) {
    exemptions.push_back(std::move(one.exemption));
  }
  return exemptions;
}

absl::StatusOr<FindingStore::LogPage> RocksDbHistogramStore::ReadFindingLog(
    std::string_view tenant, uint64_t after, size_t limit) const {
  // What is written after this may be in the page, or not.
  const uint64_t end = journal_.LastSequence();
  auto entries = findings_.ReadLog(tenant, after, limit);
  if (!entries.ok()) return entries.status();
  // After the entries: what was trimmed before they were read is seen.
  const auto trimmed_to = findings_.TrimmedTo(tenant);
  if (!trimmed_to.ok()) return trimmed_to.status();
  LogPage page{.entries = *std::move(entries),
               .trimmed_to = *trimmed_to,
               .ticket = log().Latest()};
  const bool is_last = page.entries.size() < limit;
  const uint64_t read = page.entries.empty() ? 0 : page.entries.back().position;
  page.end = is_last ? std::max({end, read, after}) : read;
  return page;
}

absl::StatusOr<FactStore::Facts> RocksDbHistogramStore::FactsOf(
    std::string_view tenant, std::string_view principal, int64_t from_seconds,
    int64_t to_seconds) const {
  const auto key = EncodeEntityKey(
      {std::string(tenant), EntityKind::kPrincipal, std::string(principal)});
  if (!key.ok()) return key.status();
  absl::Status status = SortCalls();
  if (!status.ok()) return status;
  return facts_.FactsOf(tenant, *key, from_seconds, to_seconds);
}

absl::StatusOr<TermUses> RocksDbHistogramStore::UsesOf(std::string_view tenant,
                                                       TermKind kind,
                                                       std::string_view term,
                                                       size_t limit) const {
  absl::Status status = SortCalls();
  if (!status.ok()) return status;
  return facts_.UsesOf(tenant, kind, term, limit);
}

absl::StatusOr<TermUses> RocksDbHistogramStore::UsesOfKind(
    std::string_view tenant, TermKind kind, size_t limit) const {
  absl::Status status = SortCalls();
  if (!status.ok()) return status;
  return facts_.UsesOfKind(tenant, kind, limit);
}

absl::StatusOr<int64_t> RocksDbHistogramStore::KeptSince(
    std::string_view tenant) const {
  absl::Status status = SortCalls();
  if (!status.ok()) return status;
  return facts_.KeptSince(tenant);
}

absl::StatusOr<std::vector<LedgerEntry>> RocksDbHistogramStore::LedgerOf(
    std::string_view tenant, int64_t day) const {
  return ledger_.EntriesOf(tenant, static_cast<uint32_t>(day));
}

absl::StatusOr<std::optional<LedgerStore::Days>>
RocksDbHistogramStore::LedgerDays(std::string_view tenant) const {
  return ledger_.DaysOf(tenant);
}

absl::Status RocksDbHistogramStore::ExpireKept(int64_t now_micros) {
  absl::Status status = Health();
  if (status.ok()) status = SortCalls();
  if (!status.ok()) return status;
  status = facts_.Expire(options_.fact_hours, options_.fact_bytes_max,
                         HourOfMicros(now_micros));
  status.Update(ledger_.Expire(options_.ledger_days, DayOfMicros(now_micros)));
  return status;
}

absl::StatusOr<FindingStore::LogEnd> RocksDbHistogramStore::FindingLogEnd(
    std::string_view /*tenant*/) const {
  return LogEnd{.incarnation = database_->incarnation(),
                .position = journal_.LastSequence()};
}

void RocksDbHistogramStore::OnFindingLog(std::function<void()> listener) {
  store_->OnFindings(std::move(listener));
}

StoreFigures RocksDbHistogramStore::figures() const {
  using Properties = rocksdb::DB::Properties;
  rocksdb::DB& db = database_->db();
  const JournaledStore::Figures store = store_->figures();
  const SeenSegments::Figures segments = seen_.segment_figures();
  return {
      .seen_events = seen_.events(),
      .seen_blocks = seen_.blocks(),
      .seen_evicted_early = seen_.evicted_early(),
      .seen_memory_bytes = seen_.memory_bytes(),
      .seen_segment_events = segments.events,
      .seen_segments = segments.segments,
      .seen_filter_bytes = segments.filter_bytes,
      .seen_segment_bytes = IntProperty(db, database_->seen_segments(),
                                        Properties::kTotalSstFilesSize),
      .seen_pages_read = segments.pages_read,
      .seen_false_positives = segments.false_positives,
      .syncs = journal_.syncs(),
      .baselines_estimate = IntProperty(db, database_->baselines(),
                                        Properties::kEstimateNumKeys) +
                            store.not_listed,
      .table_bytes = SumOfFamilies(*database_, Properties::kTotalSstFilesSize),
      .memtable_bytes =
          SumOfFamilies(*database_, Properties::kCurSizeAllMemTables),
      .block_cache_bytes =
          IntProperty(db, database_->baselines(), Properties::kBlockCacheUsage),
      .baseline_cache_bytes = store.record_bytes,
      .journal_events = store.journal_events,
      .journal_bytes = store.journal_bytes,
      .checkpointed_records = store.checkpointed_records,
      .findings_unreadable = store.findings_unreadable,
      .calls_kept = calls_.calls_kept(),
      .calls_not_kept = calls_.calls_not_kept(),
      .fact_bytes = facts_.bytes() + calls_.bytes(),
      .pending_compaction_bytes = SumOfFamilies(
          *database_, Properties::kEstimatePendingCompactionBytes),
      .running_flushes =
          IntProperty(db, database_->meta(), Properties::kNumRunningFlushes),
      .running_compactions = IntProperty(db, database_->meta(),
                                         Properties::kNumRunningCompactions),
      .background_errors =
          SumOfFamilies(*database_, Properties::kBackgroundErrors),
  };
}

absl::StatusOr<BackupInfo> RocksDbHistogramStore::CreateBackup(
    BackupDirectory& backups, size_t kept,
    absl::FunctionRef<void(uint64_t bytes_copied)> on_progress) {
  absl::Status status = Health();
  if (!status.ok()) return status;
  return backups.Create(database_->db(), kept, on_progress);
}

absl::Status RocksDbHistogramStore::Compact() {
  for (rocksdb::ColumnFamilyHandle* family : database_->families()) {
    // Nothing is ever overwritten there.
    if (family == database_->seen_segments()) continue;
    const rocksdb::Status status = database_->db().CompactRange(
        rocksdb::CompactRangeOptions(), family, nullptr, nullptr);
    if (!status.ok()) return FromRocksDb(status, "cannot compact");
  }
  return absl::OkStatus();
}

}  // namespace farcall
