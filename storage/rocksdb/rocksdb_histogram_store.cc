// SPDX-License-Identifier: Apache-2.0
#include "storage/rocksdb/rocksdb_histogram_store.h"

#include <rocksdb/perf_level.h>
#include <rocksdb/slice.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "storage/codec/baseline_codec.h"
#include "storage/codec/feedback_codec.h"
#include "storage/codec/key_codec.h"
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

// Tells `observe` the seconds from here to the end of the scope.
class Timed {
 public:
  explicit Timed(const std::function<void(double)>& observe)
      : observe_(observe), start_(std::chrono::steady_clock::now()) {}
  ~Timed() {
    if (!observe_) return;
    observe_(
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start_)
            .count());
  }
  Timed(const Timed&) = delete;
  Timed& operator=(const Timed&) = delete;

 private:
  const std::function<void(double)>& observe_;
  const std::chrono::steady_clock::time_point start_;
};

RocksDbStoreOptions WithClock(RocksDbStoreOptions options) {
  if (!options.steady_micros) options.steady_micros = SteadyMicros;
  return options;
}

// The key's kind, which is no one's secret, before a status of its value.
absl::Status OfKey(std::string_view key_bytes, const absl::Status& status) {
  const absl::StatusOr<EntityKey> key = DecodeEntityKey(key_bytes);
  if (!key.ok()) return key.status();
  return {status.code(), std::string(EntityKindName(key->kind)) + " " +
                             std::string(status.message())};
}

// The indices that are true in `changed`. Neighbours are found from one another
// when RocksDB sorts them in.
std::vector<size_t> InOrderOfKeys(const std::vector<bool>& changed,
                                  std::span<const std::string_view> keys) {
  std::vector<size_t> indices;
  for (size_t i = 0; i < changed.size(); ++i) {
    if (changed[i]) indices.push_back(i);
  }
  std::ranges::sort(indices, {}, [&](size_t i) { return keys[i]; });
  return indices;
}

// RocksDB counts each comparison of keys, for figures of a thread that nobody
// asks for here: up to a twentieth of what a small batch takes.
void CountNothing() { rocksdb::SetPerfLevel(rocksdb::PerfLevel::kDisable); }

std::vector<std::string_view> Views(const std::vector<std::string>& texts) {
  return {texts.begin(), texts.end()};
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
  absl::Status status = store->TakeUp();
  if (absl::IsDataLoss(status)) {
    return StoreDamaged(store->options_.path, status);
  }
  if (!status.ok()) return status;
  return store;
}

absl::Status RocksDbHistogramStore::TakeUp() {
  absl::Status status = UpgradeFormat(*database_);
  if (status.ok()) status = seen_.Load();
  if (!status.ok()) return status;
  const absl::StatusOr<bool> pending = IsErasurePending(*database_);
  if (!pending.ok()) return pending.status();
  return *pending ? EraseTraces(*database_, "", FeedbackPrefix())
                  : absl::OkStatus();
}

RocksDbHistogramStore::RocksDbHistogramStore(
    RocksDbStoreOptions options, std::unique_ptr<RocksDbDatabase> database)
    : options_(std::move(options)),
      database_(std::move(database)),
      hasher_(database_->hash_key()),
      cache_(options_.baseline_cache_bytes),
      seen_(database_->db(), database_->seen(),
            {.window_micros = options_.seen_window_seconds * 1'000'000,
             .events_max = options_.seen_events_max,
             .steady_micros = options_.steady_micros}),
      feedback_(database_->db(), database_->meta(),
                options_.feedback_entries_max),
      group_commit_([this] { return Sync(); }) {}

RocksDbHistogramStore::~RocksDbHistogramStore() {
  // After a failure the log is the truth: the next Open reads it.
  if (Health().ok()) database_->Flush().IgnoreError();
}

absl::Status RocksDbHistogramStore::Update(
    const Query& query, absl::FunctionRef<Changed(Stored)> change) {
  absl::Status status = Health();
  if (!status.ok()) return status;
  const absl::StatusOr<Encoded> encoded = Encode(query);
  if (!encoded.ok()) return encoded.status();
  CountNothing();
  Pending own{*encoded, change};
  {
    const auto events = claims_.Claim(encoded->digests);
    entity_locks_.Share<Pending>(
        Views(encoded->keys), encoded->keys.size() + encoded->digests.size(),
        own, [this](std::span<Pending* const> together) { MakeAll(together); });
  }
  return own.ticket.ok() ? AwaitDurable(*own.ticket) : own.ticket.status();
}

// Baselines first: a reader without locks may then miss the counts of an event
// that it is told was seen, but never meet them in an event that it takes for
// new. For that it lets whoever wrote what it read finish: a write is in the
// window before it gives up its mutex.
absl::Status RocksDbHistogramStore::Read(
    const Query& query, absl::FunctionRef<void(Stored)> read) const {
  const absl::StatusOr<Encoded> encoded = Encode(query);
  if (!encoded.ok()) return encoded.status();
  CountNothing();
  Found found;
  absl::Status status = ReadBaselines(Views(encoded->keys), found);
  if (!status.ok()) return status;
  { const std::lock_guard written(write_mutex_); }
  const FirstOutcomes first_outcomes = FindSeen(encoded->digests);
  read({found.baselines, first_outcomes});
  return absl::OkStatus();
}

absl::StatusOr<HistogramStore::Page> RocksDbHistogramStore::List(
    std::string_view tenant, EntityKind kind, std::string_view name_prefix,
    std::string_view after, size_t limit) const {
  const auto prefix = EncodeNamePrefix(tenant, kind, name_prefix);
  if (!prefix.ok()) return prefix.status();
  const auto after_key =
      EncodeEntityKey({std::string(tenant), kind, std::string(after)});
  if (!after_key.ok()) return after_key.status();
  const std::string end_key = AfterPrefix(*prefix);
  const rocksdb::Slice end(end_key);
  rocksdb::ReadOptions options;
  options.iterate_upper_bound = &end;
  const std::unique_ptr<rocksdb::Iterator> it(
      database_->db().NewIterator(options, database_->baselines()));

  Page page;
  it->Seek(after.empty() ? *prefix
                         : std::max(*prefix, AfterPrefix(*after_key)));
  while (it->Valid()) {
    absl::StatusOr<EntityKey> entity =
        DecodeEntityKey(it->key().ToStringView());
    if (!entity.ok()) return entity.status();
    page.more = page.entities.size() == limit;
    if (page.more) break;
    page.entities.push_back(*std::move(entity));
    it->Next();
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
  const absl::StatusOr<Removed> removed = Remove(entity, *key);
  if (!removed.ok()) return removed.status();
  if (removed->histograms == 0 && removed->feedback == 0 && !*pending) return 0;
  status = *pending
               ? EraseTraces(*database_, "", FeedbackPrefix())
               : EraseTraces(*database_, *key, FeedbackPrefix(entity.tenant));
  if (!status.ok()) return status;
  return removed->histograms;
}

absl::Status RocksDbHistogramStore::Health() const {
  const std::lock_guard lock(health_mutex_);
  return health_;
}

StoreFigures RocksDbHistogramStore::figures() const {
  using Properties = rocksdb::DB::Properties;
  rocksdb::DB& db = database_->db();
  return {
      .seen_events = seen_.window().events(),
      .seen_blocks = seen_.blocks(),
      .seen_evicted_early = seen_.evicted_early(),
      .syncs = syncs_,
      .baselines_estimate =
          IntProperty(db, database_->baselines(), Properties::kEstimateNumKeys),
      .table_bytes = SumOfFamilies(*database_, Properties::kTotalSstFilesSize),
      .memtable_bytes =
          SumOfFamilies(*database_, Properties::kCurSizeAllMemTables),
      .block_cache_bytes =
          IntProperty(db, database_->baselines(), Properties::kBlockCacheUsage),
      .baseline_cache_bytes = cache_.bytes(),
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
    const rocksdb::Status status = database_->db().CompactRange(
        rocksdb::CompactRangeOptions(), family, nullptr, nullptr);
    if (!status.ok()) return FromRocksDb(status, "cannot compact");
  }
  return absl::OkStatus();
}

absl::StatusOr<RocksDbHistogramStore::Encoded> RocksDbHistogramStore::Encode(
    const Query& query) const {
  Encoded encoded;
  encoded.tenant = query.tenant;
  encoded.keys.reserve(query.entities.size());
  for (const EntityKey& entity : query.entities) {
    absl::StatusOr<std::string> bytes = EncodeEntityKey(entity);
    if (!bytes.ok()) return bytes.status();
    encoded.keys.push_back(*std::move(bytes));
  }
  encoded.digests.reserve(query.event_ids.size());
  for (const std::string_view event_id : query.event_ids) {
    encoded.digests.push_back(hasher_.Digest(query.tenant, event_id));
  }
  return encoded;
}

RocksDbHistogramStore::FirstOutcomes RocksDbHistogramStore::FindSeen(
    std::span<const EventDigest> digests) const {
  FirstOutcomes found(digests.size());
  seen_.window().Find(digests, found);
  return found;
}

RocksDbHistogramStore::Found RocksDbHistogramStore::TakeCached(Keys keys) {
  Found found;
  found.baselines.resize(keys.size());
  found.cached.resize(keys.size());
  found.stored.resize(keys.size());
  for (size_t i = 0; i < keys.size(); ++i) {
    if (auto cached = cache_.Take(keys[i])) {
      found.baselines[i] = std::move(cached->baseline);
      found.stored[i] = cached->stored;
      found.cached[i] = true;
    }
  }
  return found;
}

absl::Status RocksDbHistogramStore::ReadBaselines(Keys keys,
                                                  Found& found) const {
  found.baselines.resize(keys.size());
  found.cached.resize(keys.size());
  std::vector<size_t> wanted;
  std::vector<rocksdb::Slice> slices;
  for (size_t i = 0; i < keys.size(); ++i) {
    if (found.cached[i]) continue;
    wanted.push_back(i);
    slices.emplace_back(keys[i]);
  }
  if (wanted.empty()) return absl::OkStatus();
  const Timed timed(options_.observer.on_read);
  std::vector<rocksdb::PinnableSlice> values(wanted.size());
  std::vector<rocksdb::Status> statuses(wanted.size());
  database_->db().MultiGet(rocksdb::ReadOptions(), database_->baselines(),
                           wanted.size(), slices.data(), values.data(),
                           statuses.data());
  for (size_t i = 0; i < wanted.size(); ++i) {
    if (statuses[i].IsNotFound()) continue;
    if (!statuses[i].ok()) {
      return FromRocksDb(statuses[i], "cannot read a baseline");
    }
    absl::StatusOr<Baseline> baseline =
        DecodeBaseline(values[i].ToStringView());
    if (!baseline.ok()) return OfKey(keys[wanted[i]], baseline.status());
    found.baselines[wanted[i]] = *std::move(baseline);
  }
  return absl::OkStatus();
}

void RocksDbHistogramStore::MakeAll(std::span<Pending* const> updates) {
  while (!updates.empty()) updates = updates.subspan(MakeSome(updates));
}

size_t RocksDbHistogramStore::MakeSome(std::span<Pending* const> updates) {
  std::vector<std::string_view> keys;                       // each once
  std::vector<std::vector<size_t>> places(updates.size());  // of an update's
  absl::flat_hash_map<std::string_view, size_t> place_of;
  for (size_t u = 0; u < updates.size(); ++u) {
    places[u].reserve(updates[u]->query.keys.size());
    for (const std::string& key : updates[u]->query.keys) {
      const auto [known, is_new] = place_of.try_emplace(key, keys.size());
      if (is_new) keys.emplace_back(key);
      places[u].push_back(known->second);
    }
  }

  Found found = TakeCached(keys);
  const absl::Status status = ReadBaselines(keys, found);
  if (!status.ok()) {
    if (updates.size() == 1) {
      updates.front()->ticket = status;
      return 1;
    }
    // What cannot be read fails those alone who ask for it.
    for (size_t u = 0; u < updates.size(); ++u) {
      MakeSome(updates.subspan(u, 1));
    }
    return updates.size();
  }
  Made made{.changed = std::vector<bool>(keys.size())};
  size_t count = 0;
  // The audit takes one statement in a write.
  while (count < updates.size() && !made.said.has_value()) {
    Make(*updates[count], places[count], found, made);
    ++count;
  }
  const auto ticket = Commit(keys, found, std::move(made));
  for (Pending* update : updates.first(count)) update->ticket = ticket;
  return count;
}

void RocksDbHistogramStore::Make(const Pending& update,
                                 std::span<const size_t> places, Found& found,
                                 Made& made) const {
  const Encoded& query = update.query;
  const FirstOutcomes first_outcomes = FindSeen(query.digests);
  std::vector<Baseline> own;
  own.reserve(places.size());
  for (const size_t place : places) {
    own.push_back(std::move(found.baselines[place]));
  }
  Changed changed = update.change({own, first_outcomes});
  for (size_t i = 0; i < places.size(); ++i) {
    found.baselines[places[i]] = std::move(own[i]);
  }
  for (size_t i = 0; i < changed.baselines.size(); ++i) {
    if (changed.baselines[i]) made.changed[places[i]] = true;
  }
  for (const auto& [index, outcome] : changed.seen) {
    if (first_outcomes[index].has_value()) continue;  // keeps the first
    made.seen.push_back({query.digests[index], PackOutcome(outcome)});
  }
  if (changed.feedback.has_value()) {
    const EventDigest digest =
        hasher_.Digest(query.tenant, changed.feedback->feedback_id);
    made.said = {query.tenant, *std::move(changed.feedback), digest};
  }
}

absl::StatusOr<GroupCommit::Ticket> RocksDbHistogramStore::Commit(Keys keys,
                                                                  Found& found,
                                                                  Made made) {
  rocksdb::WriteBatch batch;
  for (const size_t i : InOrderOfKeys(made.changed, keys)) {
    absl::Status status =
        Stage(keys[i], found.baselines[i], found.stored[i], batch);
    if (!status.ok()) return OfKey(keys[i], status);
  }
  absl::StatusOr<GroupCommit::Ticket> ticket =
      Write(std::move(made.seen), made.said, batch);
  if (!ticket.ok()) return ticket;
  // What was not written may not be what is stored.
  for (size_t i = 0; i < keys.size(); ++i) {
    if (made.changed[i]) found.baselines[i].MarkStored();
    if (!made.changed[i] && !found.cached[i]) continue;
    cache_.Put(keys[i], {std::move(found.baselines[i]), found.stored[i]});
  }
  return ticket;
}

// Changes alone while they are together no larger than the baseline: so all
// that is written is at most twice the changes, and reading it is no more than
// twice the work. What was just read is written whole, since nobody knows what
// changes it was read from.
absl::Status RocksDbHistogramStore::Stage(std::string_view key,
                                          const Baseline& baseline,
                                          StoredBytes& stored,
                                          rocksdb::WriteBatch& batch) const {
  if (baseline.empty()) {
    stored = {};
    batch.Delete(database_->baselines(), key);
    return absl::OkStatus();
  }
  if (stored.whole > 0 && !baseline.to_store_whole()) {
    const auto changes = EncodeBaselineChanges(baseline);
    if (!changes.ok()) return changes.status();
    if (changes->empty()) return absl::OkStatus();
    if (stored.changes + changes->size() <= stored.whole) {
      stored.changes += changes->size();
      batch.Merge(database_->baselines(), key, *changes);
      return absl::OkStatus();
    }
  }
  const absl::StatusOr<std::string> value = EncodeBaseline(baseline);
  if (!value.ok()) return value.status();
  stored = {.whole = value->size()};
  batch.Put(database_->baselines(), key, *value);
  return absl::OkStatus();
}

absl::StatusOr<GroupCommit::Ticket> RocksDbHistogramStore::Write(
    std::vector<SeenEvent> seen, const std::optional<Said>& said,
    rocksdb::WriteBatch& batch) {
  if (seen.empty() && !said.has_value() && batch.Count() == 0) {
    return group_commit_.Latest();
  }
  const std::lock_guard lock(write_mutex_);
  // Behind a failed write the log may end in half a record: what came after it
  // would be damage.
  absl::Status status = Health();
  if (!status.ok()) return status;
  absl::StatusOr<SeenLog::Staged> staged = seen_.Stage(std::move(seen), batch);
  if (!staged.ok()) return staged.status();
  std::optional<FeedbackLog::Staged> audit;
  if (said.has_value()) {
    auto entry =
        feedback_.Stage(said->tenant, said->entry, said->digest, batch);
    if (!entry.ok()) return entry.status();
    audit = *std::move(entry);
  }
  {
    const Timed timed(options_.observer.on_write);
    status = FromRocksDb(database_->db().Write(rocksdb::WriteOptions(), &batch),
                         "cannot write to the log");
  }
  if (!status.ok()) return Fail(status);
  seen_.Apply(*staged);
  if (audit.has_value()) feedback_.Apply(*audit);
  return group_commit_.Written();
}

absl::Status RocksDbHistogramStore::AwaitDurable(GroupCommit::Ticket ticket) {
  if (options_.durability == Durability::kWal) return absl::OkStatus();
  const absl::Status status = group_commit_.Await(ticket);
  return status.ok() ? status : Fail(status);
}

absl::Status RocksDbHistogramStore::Sync() {
  const Timed timed(options_.observer.on_sync);
  ++syncs_;
  return FromRocksDb(database_->db().SyncWAL(), "cannot sync the log");
}

// Keeps the first cause.
absl::Status RocksDbHistogramStore::Fail(const absl::Status& cause) {
  const std::lock_guard lock(health_mutex_);
  if (health_.ok()) {
    health_ = absl::UnavailableError(
        "store takes no more until it is opened again: " +
        std::string(cause.message()));
  }
  return health_;
}

absl::StatusOr<RocksDbHistogramStore::Removed> RocksDbHistogramStore::Remove(
    const EntityKey& entity, const std::string& key) {
  const std::string_view view = key;
  const Keys only(&view, 1);
  const auto held = entity_locks_.Lock(only);
  Found found = TakeCached(only);  // for good
  absl::Status read = ReadBaselines(only, found);
  if (!read.ok()) return read;
  const auto histograms =
      static_cast<int64_t>(found.baselines.front().histograms());
  const absl::StatusOr<std::vector<std::string>> said =
      entity.kind == EntityKind::kPrincipal
          ? feedback_.KeysOf(entity.tenant, entity.name)
          : std::vector<std::string>();
  if (!said.ok()) return said.status();
  if (histograms == 0 && said->empty()) return Removed{};

  rocksdb::WriteBatch batch;
  batch.Delete(database_->baselines(), key);
  for (const std::string& entry : *said) batch.Delete(database_->meta(), entry);
  MarkErasurePending(*database_, batch);
  const absl::StatusOr<GroupCommit::Ticket> written =
      Write({}, std::nullopt, batch);
  if (!written.ok()) return written.status();
  if (!said->empty()) feedback_.CountAnew(entity.tenant);
  return Removed{histograms, said->size()};
}

}  // namespace farcall
