// SPDX-License-Identifier: Apache-2.0
#include <utility>
#include <vector>

#include "storage/codec/journal/journal_codec.h"
#include "storage/codec/record/record_codec.h"
#include "storage/journaled_store.h"

// What applies entries of the journal that are there already: after a start,
// after a failed append, and those that another copy made.

namespace farcall {

absl::Status JournaledStore::Recover() {
  return journal_.Replay([this](uint64_t sequence, std::string_view bytes) {
    return Replay(sequence, bytes, nullptr);
  });
}

absl::Status JournaledStore::Replay(uint64_t sequence, std::string_view bytes,
                                    const Tenant* only) {
  if (bytes.empty()) {
    if (only == nullptr) index_.Add(sequence, "", 0, 0, 0);
    return absl::OkStatus();
  }
  absl::StatusOr<JournalGroup> group = DecodeJournalGroup(bytes);
  if (!group.ok()) return group.status();
  if (only != nullptr && group->tenant != only->name) return absl::OkStatus();
  const TenantPtr tenant = TenantOf(group->tenant);
  std::vector<Record*> touched;
  std::vector<Record*> added;
  for (JournalUpdate& update : group->updates) {
    std::vector<Record*> found;
    // What cannot be read stays as it is: who asks for it is told.
    Find(*tenant, update.keys, found, added).IgnoreError();
    std::vector<Baseline*> baselines(found.size());
    for (size_t i = 0; i < found.size(); ++i) {
      if (found[i] != nullptr && found[i]->applied_sequence < sequence) {
        baselines[i] = &found[i]->baseline;
      }
    }
    std::vector<bool> changed(found.size());
    for (EventEffects& effects : update.effects) {
      farcall::Apply(effects, baselines, changed);
    }
    for (size_t i = 0; i < found.size(); ++i) {
      if (changed[i]) touched.push_back(found[i]);
    }
  }
  size_t unsaved = 0;
  for (Record* record : touched) {
    if (tenant->records.MarkUnsaved(*record, sequence)) ++unsaved;
  }
  DropUnused(*tenant, added);
  if (only == nullptr) {
    index_.Add(sequence, tenant->name, group->events(), bytes.size(), unsaved);
    tenant->records.Evict(record_bytes_ - options_.record_bytes_max);
  }
  tenant->not_listed = tenant->records.not_listed();
  return absl::OkStatus();
}

// After an append that failed, what was applied for it is taken back.
void JournaledStore::LoadAgain(Tenant& tenant) {
  tenant.records.Clear();
  tenant.ledger.Clear();
  tenant.exemptions.Clear();
  const absl::Status status =
      journal_.Replay([&](uint64_t sequence, std::string_view bytes) {
        return Replay(sequence, bytes, &tenant);
      });
  if (!status.ok()) journal_.Fail(status).IgnoreError();
}

absl::Status JournaledStore::Follow(Journal& local, JournalEntry entry) {
  const TenantPtr tenant = TenantOf(entry.tenant);
  absl::Status status;
  tenant->queue.RunAlone(
      [&] { status = FollowOne(*tenant, local, std::move(entry)); });
  if (wake_ && NeedsCheckpoint()) wake_();
  return status;
}

absl::Status JournaledStore::FollowOne(Tenant& tenant, Journal& local,
                                       JournalEntry entry) {
  const std::string group = entry.group;
  const std::vector<EncodedRecord> records = entry.records;
  const bool has_findings =
      !entry.findings.empty() || entry.erasure.has_value();
  uint64_t sequence = 0;
  const absl::StatusOr<Journal::Ticket> ticket = local.Append(
      [&](uint64_t, JournalEntry& written) {
        written = std::move(entry);
        return absl::OkStatus();
      },
      [&](uint64_t written) { sequence = written; });
  if (!ticket.ok()) return ticket.status();
  // They are read again: this copy wrote what another one holds in memory.
  tenant.ledger.Clear();
  tenant.exemptions.Clear();
  absl::Status status = Replay(sequence, group, nullptr);
  for (const EncodedRecord& record : records) {
    if (status.ok()) status = TakeRecord(tenant, record);
  }
  if (status.ok() && has_findings && on_findings_) on_findings_();
  KeepBound(tenant);
  return status;
}

// A record that was saved with its entry.
absl::Status JournaledStore::TakeRecord(Tenant& tenant,
                                        const EncodedRecord& saved) {
  absl::StatusOr<StoredRecord> stored = DecodeRecord(saved.value);
  if (!stored.ok()) return stored.status();
  const absl::StatusOr<Record*> found = FindOne(tenant, saved.key);
  if (!found.ok()) return found.status();
  Record& record = **found;
  record.baseline = std::move(stored->baseline);
  record.applied_sequence = stored->applied_sequence;
  MarkSaved(tenant, record);
  tenant.not_listed = tenant.records.not_listed();
  return absl::OkStatus();
}

}  // namespace farcall
