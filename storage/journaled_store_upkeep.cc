// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "storage/codec/record/record_codec.h"
#include "storage/journaled_store.h"

// Checkpoints, bounds and erasure: all that saves records.

namespace farcall {
namespace {

// Records that a checkpoint saves at once, where no more have to be: it keeps
// the tenant's updates waiting for about a millisecond.
constexpr size_t kRecordsPerCheckpoint = 512;

}  // namespace

absl::Status JournaledStore::SaveNew(std::string_view tenant_name,
                                     std::string_view key_prefix) {
  const TenantPtr tenant = TenantOf(tenant_name);
  absl::Status status;
  tenant->queue.RunAlone(
      [&] { status = Save(*tenant, tenant->records.NotListed(key_prefix)); });
  return status;
}

absl::StatusOr<JournaledStore::Erased> JournaledStore::Erase(
    std::string_view tenant_name, std::string_view key, FindApart find_apart) {
  const TenantPtr tenant = TenantOf(tenant_name);
  const std::string key_text(key);
  Erased erased;
  absl::StatusOr<uint64_t> erased_by;  // sequence; 0 = nothing was there
  tenant->queue.RunAlone(
      [&] { erased_by = Empty(*tenant, key_text, find_apart, erased); });
  if (!erased_by.ok()) return erased_by.status();
  if (*erased_by == 0) return erased;
  // Until here the journal may hold effects on the record.
  for (auto oldest = index_.OldestUnsaved();
       oldest.has_value() && oldest->sequence <= *erased_by;
       oldest = index_.OldestUnsaved()) {
    const absl::StatusOr<bool> saved = Checkpoint();
    if (!saved.ok()) return saved.status();
  }
  absl::Status status = Trim();
  if (!status.ok()) return status;
  tenant->queue.RunAlone([&] { status = RemoveEmpty(*tenant, key_text); });
  if (!status.ok()) return status;
  return erased;
}

absl::StatusOr<uint64_t> JournaledStore::Empty(Tenant& tenant,
                                               const std::string& key,
                                               FindApart find_apart,
                                               Erased& erased) {
  const absl::StatusOr<Record*> found = FindOne(tenant, key);
  if (!found.ok()) return found.status();
  Record& record = **found;
  absl::StatusOr<JournalEntry::Erasure> apart = find_apart();
  if (!apart.ok()) return apart.status();
  erased = {static_cast<int64_t>(record.baseline.CountParts()), apart->size()};
  if (erased.histograms == 0 && erased.apart == 0) {
    DropUnused(tenant, {&*found, 1});
    return 0;
  }
  record.baseline = Baseline();
  tenant.ledger.Clear();
  tenant.exemptions.Clear();
  uint64_t erased_by = 0;
  const absl::StatusOr<Journal::Ticket> ticket = journal_.Append(
      [&](uint64_t sequence, JournalEntry& entry) {
        entry.tenant = tenant.name;
        entry.is_read_again = true;
        entry.erasure = *std::move(apart);
        const auto value = EncodeRecord(record.baseline, sequence);
        if (!value.ok()) return value.status();
        entry.records.push_back({record.key, *value});
        return absl::OkStatus();
      },
      [&](uint64_t sequence) {
        index_.Add(sequence, tenant.name, 0, 0, 0);
        record.applied_sequence = sequence;
        MarkSaved(tenant, record);
        erased_by = sequence;
      });
  if (ticket.ok()) {
    if (erased.apart > 0 && on_findings_) on_findings_();
    return erased_by;
  }
  LoadAgain(tenant);
  return ticket.status();
}

absl::Status JournaledStore::RemoveEmpty(Tenant& tenant,
                                         const std::string& key) {
  const absl::StatusOr<Record*> found = FindOne(tenant, key);
  if (!found.ok()) return found.status();
  Record& record = **found;
  if (!record.is_saved() || !record.baseline.empty()) {
    return absl::OkStatus();  // is back
  }
  absl::Status status = records_.Remove(key);
  if (status.ok()) tenant.records.Remove(record);
  return status;
}

absl::StatusOr<bool> JournaledStore::Checkpoint() {
  absl::Status status = journal_.Health();
  if (!status.ok()) return status;
  const auto oldest = index_.OldestUnsaved();
  if (oldest.has_value()) {
    const TenantPtr tenant = TenantOf(oldest->tenant);
    tenant->queue.RunAlone([&] {
      status = Save(*tenant, tenant->records.Unsaved(oldest->sequence,
                                                     kRecordsPerCheckpoint));
    });
  }
  if (status.ok()) status = Trim();
  if (!status.ok()) return status;
  return oldest.has_value();
}

absl::Status JournaledStore::CheckpointAll() {
  for (;;) {
    const absl::StatusOr<bool> saved = Checkpoint();
    if (!saved.ok()) return saved.status();
    if (!*saved) return absl::OkStatus();
  }
}

bool JournaledStore::NeedsCheckpoint() const {
  return IsJournalOver(1) ||
         (record_bytes_ > options_.record_bytes_max / 4 * 5 &&
          index_.OldestUnsaved().has_value());
}

void JournaledStore::EvictOverBound() {
  std::vector<TenantPtr> tenants;
  if (record_bytes_ > options_.record_bytes_max) tenants = Tenants();
  std::ranges::sort(tenants, {}, [](const TenantPtr& tenant) {
    return tenant->last_use.load();
  });
  for (const TenantPtr& tenant : tenants) {
    const int64_t over = record_bytes_ - options_.record_bytes_max;
    if (over <= 0) break;
    tenant->queue.RunAlone([&] { tenant->records.Evict(over); });
  }
  tenants.clear();
  const std::lock_guard lock(tenants_mutex_);
  absl::erase_if(tenants_, [](const auto& entry) {
    return entry.second.use_count() == 1 && entry.second->records.empty();
  });
}

absl::Status JournaledStore::Save(Tenant& tenant,
                                  std::span<Record* const> records) {
  if (records.empty()) return absl::OkStatus();
  std::vector<EncodedRecord> encoded;
  encoded.reserve(records.size());
  for (const Record* record : records) {
    auto value = EncodeRecord(record->baseline, record->applied_sequence);
    if (!value.ok()) return journal_.Fail(value.status());
    encoded.push_back({record->key, *std::move(value)});
  }
  // A saved form holds nothing that the journal may yet lose.
  absl::Status status = journal_.Settle();
  if (status.ok()) status = journal_.Health();
  if (status.ok()) status = records_.Save(encoded);
  if (!status.ok()) return journal_.Fail(status);
  for (Record* record : records) MarkSaved(tenant, *record);
  checkpointed_records_ += records.size();
  tenant.not_listed = tenant.records.not_listed();
  return absl::OkStatus();
}

void JournaledStore::MarkSaved(Tenant& tenant, Record& record) {
  if (!record.is_saved()) index_.Saved(record.unsaved_since);
  tenant.records.MarkSaved(record);
}

void JournaledStore::KeepBound(Tenant& tenant) {
  tenant.records.Evict(record_bytes_ - options_.record_bytes_max);
  if (record_bytes_ <= options_.record_bytes_max / 4 * 5) return;
  const std::vector<Record*> oldest =
      tenant.records.Unsaved(0, kRecordsPerCheckpoint);
  if (oldest.empty() || !Save(tenant, oldest).ok() || !Trim().ok()) return;
  tenant.records.Evict(record_bytes_ - options_.record_bytes_max);
}

absl::Status JournaledStore::Trim() {
  const std::lock_guard lock(trim_mutex_);
  return journal_.Trim(index_.Trim());
}

bool JournaledStore::IsJournalOver(uint64_t times) const {
  const JournalIndex::Totals totals = index_.totals();
  return totals.events > times * options_.journal_events_max ||
         totals.bytes > times * options_.journal_bytes_max;
}

}  // namespace farcall
