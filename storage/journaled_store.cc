// SPDX-License-Identifier: Apache-2.0
#include "storage/journaled_store.h"

#include <utility>

#include "storage/codec/fact/call_log_codec.h"
#include "storage/codec/journal/journal_codec.h"
#include "storage/codec/key_codec.h"
#include "storage/codec/record/record_codec.h"
#include "storage/finding_group.h"
#include "storage/timed.h"

namespace farcall {
namespace {

std::vector<Baseline*> BaselinesOf(std::span<Record* const> records) {
  std::vector<Baseline*> baselines;
  baselines.reserve(records.size());
  for (Record* record : records) baselines.push_back(&record->baseline);
  return baselines;
}

}  // namespace

struct JournaledStore::Group {
  Group(Tenant& tenant, const FindingRecords& records,
        const EventHasher& hasher, const FactDigests& digests)
      : writer(tenant.name),
        calls(tenant.name, digests),
        findings(tenant.name, records, tenant.exemptions, hasher) {}

  JournalGroupWriter writer;
  CallLogWriter calls;
  FindingGroup findings;
  std::vector<Pending*> updates{};
  std::vector<Record*> added{};
  std::vector<Record*> touched{};  // by effects; may repeat
  std::vector<Record*> whole{};    // changed by feedback: saved as they are
  JournalEntry entry{};
  // Of the first events of `entry.seen`, those of the group's earlier updates:
  // the window has them once the group is written.
  absl::flat_hash_map<EventDigest, PackedOutcome, EventDigestHash> seen{};
  size_t in_seen = 0;

  // Finds events that the group's earlier updates had.
  void FindSeen(std::span<const EventDigest> digests,
                std::span<std::optional<FirstOutcome>> outcomes) {
    for (; in_seen < entry.seen.size(); ++in_seen) {
      seen.emplace(entry.seen[in_seen].digest, entry.seen[in_seen].outcome);
    }
    if (seen.empty()) return;
    for (size_t i = 0; i < digests.size(); ++i) {
      const auto found = seen.find(digests[i]);
      if (found != seen.end()) outcomes[i] = UnpackOutcome(found->second);
    }
  }
};

absl::StatusOr<Journal::Ticket> JournaledStore::Apply(
    const Query& query, absl::FunctionRef<Changed(Stored)> change) {
  absl::Status status = journal_.Health();
  if (!status.ok()) return status;
  const absl::StatusOr<Encoded> encoded = Encode(query);
  if (!encoded.ok()) return encoded.status();
  while (IsJournalOver(2)) {
    const absl::StatusOr<bool> saved = Checkpoint();
    if (!saved.ok()) return saved.status();
  }
  const TenantPtr tenant = TenantOf(query.tenant);
  Pending own{*encoded, change};
  tenant->queue.Run(
      own, encoded->keys.size() + encoded->digests.size(),
      [&](std::span<Pending* const> updates) { ApplyAll(*tenant, updates); });
  if (wake_ && NeedsCheckpoint()) wake_();
  return own.ticket;
}

std::optional<absl::Status> JournaledStore::WhenDurable(
    Journal::Ticket ticket, Journal::OnDurable on_durable) {
  return journal_.WhenDurable(ticket, std::move(on_durable));
}

absl::Status JournaledStore::Read(const Query& query,
                                  absl::FunctionRef<void(Stored)> read) {
  const absl::StatusOr<Encoded> encoded = Encode(query);
  if (!encoded.ok()) return encoded.status();
  const TenantPtr tenant = TenantOf(query.tenant);
  absl::Status status;
  tenant->queue.RunAlone([&] {
    std::vector<Record*> found;
    std::vector<Record*> added;
    status = Find(*tenant, encoded->keys, found, added);
    if (status.ok()) {
      std::vector<std::optional<FirstOutcome>> outcomes(
          encoded->digests.size());
      status = journal_.FindSeen(encoded->digests, outcomes);
      if (status.ok()) read({BaselinesOf(found), outcomes});
    }
    DropUnused(*tenant, added);
    KeepBound(*tenant);
  });
  return status;
}

JournaledStore::Figures JournaledStore::figures() const {
  uint64_t not_listed = 0;
  for (const TenantPtr& tenant : Tenants()) not_listed += tenant->not_listed;
  const JournalIndex::Totals journal = index_.totals();
  return {.record_bytes = static_cast<uint64_t>(record_bytes_.load()),
          .not_listed = not_listed,
          .journal_events = journal.events,
          .journal_bytes = journal.bytes,
          .checkpointed_records = checkpointed_records_,
          .findings_unreadable = findings_unreadable_};
}

absl::StatusOr<JournaledStore::Encoded> JournaledStore::Encode(
    const Query& query) const {
  Encoded encoded;
  encoded.tenant = query.tenant;
  encoded.keys.reserve(query.entities.size());
  for (const EntityKey& entity : query.entities) {
    absl::Status status = AppendEntityKey(entity, encoded.keys.emplace_back());
    if (!status.ok()) return status;
  }
  encoded.digests.reserve(query.event_ids.size());
  for (const std::string_view event_id : query.event_ids) {
    encoded.digests.push_back(hasher_.Digest(query.tenant, event_id));
  }
  return encoded;
}

JournaledStore::TenantPtr JournaledStore::TenantOf(std::string_view name) {
  const std::lock_guard lock(tenants_mutex_);
  TenantPtr& tenant = tenants_[std::string(name)];
  if (tenant == nullptr) {
    tenant = std::make_shared<Tenant>(std::string(name), record_bytes_,
                                      fact_digests_, ledger_);
  }
  tenant->last_use = ++uses_;
  return tenant;
}

std::vector<JournaledStore::TenantPtr> JournaledStore::Tenants() const {
  const std::lock_guard lock(tenants_mutex_);
  std::vector<TenantPtr> tenants;
  tenants.reserve(tenants_.size());
  for (const auto& [name, tenant] : tenants_) tenants.push_back(tenant);
  return tenants;
}

absl::Status JournaledStore::Find(Tenant& tenant,
                                  std::span<const std::string> keys,
                                  std::vector<Record*>& found,
                                  std::vector<Record*>& added) {
  found.clear();
  found.reserve(keys.size());
  std::vector<size_t> wanted;
  std::vector<std::string_view> wanted_keys;
  for (const std::string& key : keys) {
    Record* record = tenant.records.Find(key);
    if (record == nullptr) {
      wanted.push_back(found.size());
      wanted_keys.emplace_back(key);
    }
    found.push_back(record);
  }
  if (wanted.empty()) return absl::OkStatus();
  const Timed timed(options_.on_load);
  auto loaded = records_.Load(wanted_keys);
  absl::Status status;
  for (size_t i = 0; i < wanted.size(); ++i) {
    if (!loaded[i].ok()) {
      status.Update(loaded[i].status());
      continue;
    }
    StoredRecord stored =
        loaded[i]->has_value() ? **std::move(loaded[i]) : StoredRecord();
    Record& record = tenant.records.Add(
        keys[wanted[i]], std::move(stored.baseline), stored.applied_sequence);
    found[wanted[i]] = &record;
    if (!record.is_listed) added.push_back(&record);
  }
  return status;
}

absl::StatusOr<Record*> JournaledStore::FindOne(Tenant& tenant,
                                                const std::string& key) {
  std::vector<Record*> found;
  std::vector<Record*> added;
  absl::Status status = Find(tenant, {&key, 1}, found, added);
  if (!status.ok()) return status;
  return found.front();
}

void JournaledStore::ApplyAll(Tenant& tenant,
                              std::span<Pending* const> updates) {
  while (!updates.empty()) {
    updates = updates.subspan(ApplySome(tenant, updates));
  }
  KeepBound(tenant);
}

// Applies the first updates, as many as it returns: feedback ends a group, as
// its records are written whole.
size_t JournaledStore::ApplySome(Tenant& tenant,
                                 std::span<Pending* const> updates) {
  Group group(tenant, findings_, hasher_, fact_digests_);
  size_t count = 0;
  while (count < updates.size() && group.entry.feedback.empty()) {
    Pending& update = *updates[count++];
    absl::Status found =
        Find(tenant, update.query.keys, update.records, group.added);
    if (!found.ok()) {
      update.ticket = std::move(found);
      continue;
    }
    ApplyOne(tenant, update, group);
  }
  const absl::StatusOr<Journal::Ticket> ticket = Append(tenant, group);
  for (Pending* update : group.updates) update->ticket = ticket;
  if (ticket.ok()) {
    DropUnused(tenant, group.added);
  } else {
    LoadAgain(tenant);
  }
  tenant.not_listed = tenant.records.not_listed();
  return count;
}

void JournaledStore::ApplyOne(Tenant& tenant, Pending& update, Group& group) {
  const Encoded& query = update.query;
  std::vector<std::optional<FirstOutcome>> outcomes(query.digests.size());
  absl::Status found = journal_.FindSeen(query.digests, outcomes);
  if (!found.ok()) {
    update.ticket = std::move(found);
    return;
  }
  group.FindSeen(query.digests, outcomes);
  group.findings.Begin(query.keys);
  const std::vector<Baseline*> baselines = BaselinesOf(update.records);
  update.changed = update.change({.baselines = baselines,
                                  .first_outcomes = outcomes,
                                  .findings = &group.findings,
                                  .finding_samples = options_.finding_samples,
                                  .keeps_calls = options_.keeps_calls,
                                  .keeps_ledger = options_.keeps_ledger});
  group.calls.Add(update.changed.calls, query.keys);
  KeepLedger(tenant, update);
  Changed& changed = update.changed;
  auto& records = changed.effects.empty() ? group.whole : group.touched;
  for (size_t i = 0; i < changed.baselines.size(); ++i) {
    if (changed.baselines[i]) records.push_back(update.records[i]);
  }
  if (!changed.effects.empty()) {
    group.writer.Add(query.keys, changed.effects);
  }
  group.entry.seen.reserve(group.entry.seen.size() + changed.seen.size());
  for (const auto& [index, outcome] : changed.seen) {
    if (outcomes[index].has_value()) continue;  // keeps the first
    group.entry.seen.push_back({query.digests[index], PackOutcome(outcome)});
  }
  for (FeedbackEntry& entry : changed.feedback) {
    const EventDigest digest = hasher_.Digest(query.tenant, entry.feedback_id);
    group.entry.feedback.push_back({query.tenant, std::move(entry), digest});
  }
  group.updates.push_back(&update);
}

void JournaledStore::KeepLedger(Tenant& tenant, const Pending& update) {
  if (update.changed.ledger.empty()) return;
  tenant.ledger.Add(update.changed.ledger, update.query.keys,
                    DayOfMicros(options_.now_micros()));
}

absl::StatusOr<Journal::Ticket> JournaledStore::Append(Tenant& tenant,
                                                       Group& group) {
  const size_t events = group.writer.events();
  if (events == 0 && group.whole.empty() && group.entry.seen.empty() &&
      group.entry.feedback.empty() && group.findings.empty()) {
    return journal_.Latest();
  }
  group.entry.findings = group.findings.Take(options_.now_micros());
  group.entry.exemptions = group.findings.TakeExemptions();
  if (const uint64_t to = group.findings.trim_log_to(); to > 0) {
    group.entry.finding_log_trim = {.tenant = tenant.name, .to = to};
  }
  findings_unreadable_ += group.findings.unreadable();
  group.entry.ledger = tenant.ledger.Take();
  if (group.calls.calls() > 0) {
    group.entry.calls = {
        .calls = group.calls.calls(),
        .entry =
            std::move(group.calls).Finish(HourOfMicros(options_.now_micros()))};
  }
  const bool has_findings = !group.entry.findings.empty();
  std::string bytes;
  if (events > 0) bytes = std::move(group.writer).Finish();
  const size_t group_bytes = bytes.size();
  group.entry.tenant = tenant.name;
  group.entry.is_read_again =
      !group.entry.findings.empty() || !group.entry.exemptions.empty() ||
      !group.entry.feedback.empty() || !group.whole.empty() ||
      group.entry.finding_log_trim.has_value() ||
      (!group.entry.ledger.empty() && tenant.ledger.empty());
  auto ticket = journal_.Append(
      [&](uint64_t sequence, JournalEntry& entry) {
        entry = std::move(group.entry);
        entry.group = std::move(bytes);
        for (const Record* record : group.whole) {
          auto value = EncodeRecord(record->baseline, sequence);
          if (!value.ok()) return value.status();
          entry.records.push_back({record->key, *std::move(value)});
        }
        return absl::OkStatus();
      },
      [&](uint64_t sequence) {
        OnAppended(tenant, group, group_bytes, sequence);
      });
  if (ticket.ok() && has_findings && on_findings_) on_findings_();
  return ticket;
}

void JournaledStore::OnAppended(Tenant& tenant, const Group& group,
                                size_t group_bytes, uint64_t sequence) {
  size_t unsaved = 0;
  for (Record* record : group.touched) {
    if (tenant.records.MarkUnsaved(*record, sequence)) ++unsaved;
  }
  index_.Add(sequence, tenant.name, group.writer.events(), group_bytes,
             unsaved);
  for (Record* record : group.whole) {
    record->applied_sequence = sequence;
    MarkSaved(tenant, *record);
  }
}

void JournaledStore::DropUnused(Tenant& tenant,
                                std::span<Record* const> added) {
  for (Record* record : added) {
    if (record->is_saved() && !record->is_listed) {
      tenant.records.Remove(*record);
    }
  }
}

}  // namespace farcall
