// SPDX-License-Identifier: Apache-2.0
#include "storage/rocksdb/rocksdb_findings.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "storage/codec/byte_coding.h"
#include "storage/codec/finding/finding_codec.h"
#include "storage/codec/finding/finding_keys.h"
#include "storage/codec/key_codec.h"
#include "storage/rocksdb/key_range.h"
#include "storage/rocksdb/rocksdb_status.h"
#include "storage/timed.h"

namespace farcall {
namespace {

constexpr char kCannotRead[] = "cannot read findings";

class Keys : public KeyRange {
 public:
  Keys(rocksdb::DB& db, rocksdb::ColumnFamilyHandle* family,
       const std::string& prefix, const std::string& start)
      : KeyRange(db, family, prefix, start, kCannotRead) {}
};

}  // namespace

absl::StatusOr<StoredFinding> RocksDbFindings::Decode(
    std::string_view key, std::string_view value) const {
  const absl::StatusOr<std::string> content = seal_.Open(key, value);
  if (!content.ok()) return content.status();
  return DecodeFinding(*content);
}

absl::StatusOr<std::optional<StoredFinding>> RocksDbFindings::Load(
    std::string_view tenant, const FindingId& id) const {
  const std::string key = FindingKey(tenant, id);
  std::string value;
  const rocksdb::Status status = database_.db().Get(
      rocksdb::ReadOptions(), database_.findings(), key, &value);
  if (status.IsNotFound()) return std::optional<StoredFinding>();
  if (!status.ok()) return FromRocksDb(status, kCannotRead);
  absl::StatusOr<StoredFinding> stored = Decode(key, value);
  if (!stored.ok()) return stored.status();
  return std::optional(*std::move(stored));
}

void RocksDbFindings::Stage(uint64_t position, FindingWrite& write,
                            rocksdb::WriteBatch& batch) const {
  StoredFinding& stored = write.stored;
  const Finding& finding = stored.finding;
  const FindingId& id = finding.id;
  // The log says once that a finding grew: where it did last.
  if (stored.grew_position != 0) {
    write.changes |= SetOf(FindingChange::kGrew);
    batch.Delete(database_.finding_log(),
                 FindingLogKey(write.tenant, stored.grew_position, id));
  }
  const bool only_grew = write.changes == SetOf(FindingChange::kGrew);
  stored.grew_position = only_grew ? position : 0;
  const bool is_removed = Has(write.changes, FindingChange::kRemoved);
  if (write.drops_notes) StageNoteRemoval(write.tenant, id, batch);
  if (write.state_before.has_value() &&
      (is_removed || *write.state_before != finding.state)) {
    batch.Delete(database_.findings(),
                 FindingStateKey(write.tenant, *write.state_before, id));
  }
  const std::string key = FindingKey(write.tenant, id);
  if (is_removed) {
    batch.Delete(database_.findings(), key);
  } else {
    StageNotes(write, batch);
    batch.Put(database_.findings(), key,
              seal_.Seal(key, EncodeFinding(stored)));
    batch.Put(database_.findings(),
              FindingStateKey(write.tenant, finding.state, id),
              EncodeFindingOutline(OutlineOf(finding)));
  }
  batch.Put(database_.finding_log(), FindingLogKey(write.tenant, position, id),
            EncodeFindingLogValue({.changes = write.changes,
                                   .revision = finding.revision,
                                   .at_micros = finding.update_micros}));
}

absl::StatusOr<std::vector<StoredExemption>> RocksDbFindings::LoadExemptions(
    std::string_view tenant) const {
  std::vector<StoredExemption> exemptions;
  const std::string prefix = ExemptionsPrefix(tenant);
  const Keys keys(database_.db(), database_.findings(), prefix, prefix);
  for (; keys->Valid(); keys->Next()) {
    const auto content =
        seal_.Open(keys->key().ToStringView(), keys->value().ToStringView());
    if (!content.ok()) return content.status();
    auto exemption = DecodeExemption(*content);
    if (!exemption.ok()) return exemption.status();
    exemptions.push_back(*std::move(exemption));
  }
  absl::Status status = keys.status();
  if (!status.ok()) return status;
  return exemptions;
}

void RocksDbFindings::StageExemption(const ExemptionWrite& write,
                                     rocksdb::WriteBatch& batch) const {
  const std::string key = ExemptionKey(write.tenant, write.id);
  if (!write.stored.has_value()) {
    batch.Delete(database_.findings(), key);
    return;
  }
  batch.Put(database_.findings(), key,
            seal_.Seal(key, EncodeExemption(*write.stored)));
}

absl::StatusOr<std::vector<ExemptionWrite>> RocksDbFindings::ExemptionsWithout(
    std::string_view tenant, std::string_view owner, int64_t now_micros) const {
  auto exemptions = LoadExemptions(tenant);
  if (!exemptions.ok()) return exemptions.status();
  std::vector<ExemptionWrite> writes;
  for (StoredExemption& stored : *exemptions) {
    if (!EraseOwner(owner, now_micros, stored)) continue;
    writes.push_back({.tenant = std::string(tenant),
                      .id = stored.exemption.id,
                      .stored = std::move(stored)});
  }
  return writes;
}

void RocksDbFindings::StageNotes(const FindingWrite& write,
                                 rocksdb::WriteBatch& batch) const {
  const Finding& finding = write.stored.finding;
  uint32_t number = finding.notes - static_cast<uint32_t>(write.notes.size());
  for (const FindingNote& note : write.notes) {
    const std::string key = FindingNoteKey(write.tenant, finding.id, number++);
    batch.Put(database_.findings(), key,
              seal_.Seal(key, EncodeFindingNote(note)));
  }
}

void RocksDbFindings::StageNoteRemoval(std::string_view tenant,
                                       const FindingId& id,
                                       rocksdb::WriteBatch& batch) const {
  const std::string prefix = FindingNotesPrefix(tenant, id);
  batch.DeleteRange(database_.findings(), prefix, AfterPrefix(prefix));
}

void RocksDbFindings::StageTrim(const FindingLogTrim& trim,
                                rocksdb::WriteBatch& batch) const {
  batch.DeleteRange(database_.finding_log(), FindingLogKeyAfter(trim.tenant, 0),
                    FindingLogKeyAfter(trim.tenant, trim.to));
  std::string position;
  AppendFixed64(trim.to, position);
  batch.Put(database_.finding_log(), FindingLogTrimKey(trim.tenant), position);
}

absl::Status RocksDbFindings::StageRemoval(uint64_t position, int64_t at_micros,
                                           std::string_view tenant,
                                           std::span<const FindingId> findings,
                                           rocksdb::WriteBatch& batch) const {
  if (findings.empty()) return absl::OkStatus();
  const Keys log(database_.db(), database_.finding_log(),
                 FindingLogPrefix(tenant), FindingLogKeyAfter(tenant, 0));
  for (; log->Valid(); log->Next()) {
    const auto place = DecodeFindingLogKey(tenant, log->key().ToStringView());
    if (!place.ok()) return place.status();
    if (std::ranges::find(findings, place->id) != findings.end()) {
      batch.Delete(database_.finding_log(), log->key());
    }
  }
  for (const FindingId& id : findings) {
    batch.Delete(database_.findings(), FindingKey(tenant, id));
    StageNoteRemoval(tenant, id, batch);
    for (const FindingState state : kFindingStates) {
      batch.Delete(database_.findings(), FindingStateKey(tenant, state, id));
    }
    batch.Put(database_.finding_log(), FindingLogKey(tenant, position, id),
              EncodeFindingLogValue({.changes = SetOf(FindingChange::kRemoved),
                                     .at_micros = at_micros}));
  }
  return log.status();
}

absl::StatusOr<std::vector<FindingId>> RocksDbFindings::OfOwner(
    std::string_view tenant, std::string_view owner) const {
  std::vector<FindingId> found;
  const std::string prefix = FindingsByIdPrefix(tenant);
  const Keys keys(database_.db(), database_.findings(), prefix, prefix);
  for (; keys->Valid(); keys->Next()) {
    const auto stored =
        Decode(keys->key().ToStringView(), keys->value().ToStringView());
    if (!stored.ok()) return stored.status();
    if (stored->owner == owner) found.push_back(stored->finding.id);
  }
  absl::Status status = keys.status();
  if (!status.ok()) return status;
  return found;
}

absl::StatusOr<std::vector<Finding>> RocksDbFindings::List(
    std::string_view tenant, std::span<const FindingState> states) const {
  std::vector<Finding> findings;
  for (const FindingState state : states) {
    const std::string prefix = FindingStatePrefix(tenant, state);
    const Keys keys(database_.db(), database_.findings(), prefix, prefix);
    for (; keys->Valid(); keys->Next()) {
      const auto id = FindingIdOfKey(keys->key().ToStringView());
      if (!id.ok()) return id.status();
      auto stored = Load(tenant, *id);
      if (!stored.ok()) return stored.status();
      // It may have changed since.
      if (stored->has_value() && (*stored)->finding.state == state) {
        findings.push_back(std::move((*stored)->finding));
      }
    }
    absl::Status status = keys.status();
    if (!status.ok()) return status;
  }
  return findings;
}

absl::StatusOr<std::vector<FindingNote>> RocksDbFindings::ListNotes(
    std::string_view tenant, const FindingId& id) const {
  std::vector<FindingNote> notes;
  const std::string prefix = FindingNotesPrefix(tenant, id);
  const Keys keys(database_.db(), database_.findings(), prefix, prefix);
  for (; keys->Valid(); keys->Next()) {
    const auto content =
        seal_.Open(keys->key().ToStringView(), keys->value().ToStringView());
    if (!content.ok()) return content.status();
    auto note = DecodeFindingNote(*content);
    if (!note.ok()) return note.status();
    notes.push_back(*std::move(note));
  }
  absl::Status status = keys.status();
  if (!status.ok()) return status;
  return notes;
}

absl::StatusOr<std::vector<FindingStore::LogEntry>> RocksDbFindings::ReadLog(
    std::string_view tenant, uint64_t after, size_t limit) const {
  std::vector<FindingStore::LogEntry> entries;
  const Keys log(database_.db(), database_.finding_log(),
                 FindingLogPrefix(tenant), FindingLogKeyAfter(tenant, after));
  for (; log->Valid(); log->Next()) {
    const auto place = DecodeFindingLogKey(tenant, log->key().ToStringView());
    if (!place.ok()) return place.status();
    if (entries.size() >= limit && entries.back().position != place->position) {
      break;
    }
    const auto value = DecodeFindingLogValue(log->value().ToStringView());
    if (!value.ok()) return value.status();
    entries.push_back({.position = place->position,
                       .id = place->id,
                       .changes = value->changes,
                       .revision = value->revision});
  }
  absl::Status status = log.status();
  if (!status.ok()) return status;
  return entries;
}

absl::StatusOr<uint64_t> RocksDbFindings::TrimmedTo(
    std::string_view tenant) const {
  std::string value;
  const rocksdb::Status status =
      database_.db().Get(rocksdb::ReadOptions(), database_.finding_log(),
                         FindingLogTrimKey(tenant), &value);
  if (status.IsNotFound()) return 0;
  if (!status.ok()) return FromRocksDb(status, kCannotRead);
  uint64_t position = 0;
  if (!ByteReader(value).Fixed64(position)) {
    return absl::DataLossError("bad end of the log of findings");
  }
  return position;
}

absl::StatusOr<std::vector<std::string>> RocksDbFindings::Tenants() const {
  std::vector<std::string> tenants;
  const std::unique_ptr<rocksdb::Iterator> it(
      database_.db().NewIterator(rocksdb::ReadOptions(), database_.findings()));
  for (it->SeekToFirst(); it->Valid();
       it->Seek(AfterPrefix(FindingsPrefix(tenants.back())))) {
    tenants.emplace_back(TenantOfFindingKey(it->key().ToStringView()));
  }
  absl::Status status = FromRocksDb(it->status(), kCannotRead);
  if (!status.ok()) return status;
  return tenants;
}

absl::StatusOr<std::vector<FindingOutline>> RocksDbFindings::Outline(
    std::string_view tenant) const {
  std::vector<FindingOutline> outlines;
  for (const FindingState state : kFindingStates) {
    const std::string prefix = FindingStatePrefix(tenant, state);
    const Keys keys(database_.db(), database_.findings(), prefix, prefix);
    for (; keys->Valid(); keys->Next()) {
      const auto id = FindingIdOfKey(keys->key().ToStringView());
      if (!id.ok()) return id.status();
      FindingOutline outline = {.id = *id, .state = state};
      absl::Status status =
          DecodeFindingOutline(keys->value().ToStringView(), outline);
      if (!status.ok()) return status;
      outlines.push_back(outline);
    }
    absl::Status status = keys.status();
    if (!status.ok()) return status;
  }
  return outlines;
}

absl::StatusOr<uint64_t> RocksDbFindings::LogBeyond(
    std::string_view tenant, const FindingStore::LogBounds& bounds) const {
  const std::string prefix = FindingLogPrefix(tenant);
  const std::string start = FindingLogKeyAfter(tenant, 0);
  const Keys counted(database_.db(), database_.finding_log(), prefix, start);
  uint64_t entries = 0;
  for (; counted->Valid(); counted->Next()) ++entries;
  absl::Status status = counted.status();
  if (!status.ok()) return status;
  uint64_t beyond = 0;
  const Keys log(database_.db(), database_.finding_log(), prefix, start);
  for (; log->Valid(); log->Next(), --entries) {
    const auto value = DecodeFindingLogValue(log->value().ToStringView());
    if (!value.ok()) return value.status();
    if (entries <= bounds.entries_max &&
        value->at_micros >= bounds.from_micros) {
      break;
    }
    const auto place = DecodeFindingLogKey(tenant, log->key().ToStringView());
    if (!place.ok()) return place.status();
    beyond = place->position;
  }
  status = log.status();
  if (!status.ok()) return status;
  return beyond;
}

}  // namespace farcall
