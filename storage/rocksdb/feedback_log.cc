// SPDX-License-Identifier: Apache-2.0
#include "storage/rocksdb/feedback_log.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "storage/codec/feedback_codec.h"
#include "storage/codec/key_codec.h"
#include "storage/rocksdb/rocksdb_status.h"

namespace farcall {
namespace {

constexpr char kCannotRead[] = "cannot read feedback";

std::unique_ptr<rocksdb::Iterator> Entries(
    rocksdb::DB& db, rocksdb::ColumnFamilyHandle* family) {
  rocksdb::ReadOptions options;
  options.fill_cache = false;
  return std::unique_ptr<rocksdb::Iterator>(db.NewIterator(options, family));
}

bool IsIn(const rocksdb::Iterator& it, const std::string& prefix) {
  return it.Valid() && it.key().starts_with(prefix);
}

}  // namespace

absl::StatusOr<FeedbackLog::Staged> FeedbackLog::Stage(
    std::span<const FeedbackRecord> entries, rocksdb::WriteBatch& batch) {
  const std::string& tenant = entries.front().tenant;
  absl::StatusOr<Held> held = HeldOf(tenant);
  if (!held.ok()) return held.status();

  Staged staged{.tenant = tenant,
                .entries = held->entries,
                .oldest = std::move(held->oldest)};
  absl::Status status =
      StageRemoval(FeedbackPrefix(tenant), entries.size(), staged, batch);
  if (!status.ok()) return status;
  for (const FeedbackRecord& record : entries) {
    const auto key =
        EncodeFeedbackKey(tenant, record.entry.time_micros, record.digest);
    if (!key.ok()) return key.status();
    const auto value = EncodeFeedback(record.entry);
    if (!value.ok()) return value.status();
    batch.Put(family_, *key, *value);
    staged.oldest = staged.entries == 0 ? *key : std::min(staged.oldest, *key);
    ++staged.entries;
  }
  return staged;
}

void FeedbackLog::Apply(const Staged& staged) {
  const std::lock_guard lock(mutex_);
  held_[staged.tenant] = {staged.entries, staged.oldest};
}

absl::StatusOr<HistogramStore::FeedbackPage> FeedbackLog::List(
    std::string_view tenant, std::string_view principal, std::string_view next,
    size_t limit) const {
  const std::string prefix = FeedbackPrefix(tenant);
  const auto start = FeedbackStart(tenant, next);
  if (!start.ok()) return start.status();

  HistogramStore::FeedbackPage page;
  const auto it = Entries(db_, family_);
  for (it->SeekForPrev(*start); IsIn(*it, prefix); it->Prev()) {
    auto entry =
        DecodeFeedback(it->key().ToStringView(), it->value().ToStringView());
    if (!entry.ok()) return entry.status();
    if (!principal.empty() && entry->principal != principal) continue;
    if (page.entries.size() == limit) {
      page.next = FeedbackPosition(it->key().ToStringView());
      break;
    }
    page.entries.push_back(*std::move(entry));
  }
  absl::Status status = FromRocksDb(it->status(), kCannotRead);
  if (!status.ok()) return status;
  return page;
}

absl::StatusOr<std::vector<std::string>> FeedbackLog::KeysOf(
    std::string_view tenant, std::string_view principal) const {
  const std::string prefix = FeedbackPrefix(tenant);
  std::vector<std::string> keys;
  const auto it = Entries(db_, family_);
  for (it->Seek(prefix); IsIn(*it, prefix); it->Next()) {
    const auto entry =
        DecodeFeedback(it->key().ToStringView(), it->value().ToStringView());
    if (!entry.ok()) return entry.status();
    if (entry->principal == principal) keys.push_back(it->key().ToString());
  }
  absl::Status status = FromRocksDb(it->status(), kCannotRead);
  if (!status.ok()) return status;
  return keys;
}

void FeedbackLog::CountAnew(std::string_view tenant) {
  const std::lock_guard lock(mutex_);
  held_.erase(std::string(tenant));
}

absl::StatusOr<FeedbackLog::Held> FeedbackLog::HeldOf(
    std::string_view tenant) const {
  {
    const std::lock_guard lock(mutex_);
    const auto found = held_.find(tenant);
    if (found != held_.end()) return found->second;
  }
  const std::string prefix = FeedbackPrefix(tenant);
  Held held;
  const auto it = Entries(db_, family_);
  for (it->Seek(prefix); IsIn(*it, prefix); it->Next()) {
    if (held.entries++ == 0) held.oldest = it->key().ToString();
  }
  absl::Status status = FromRocksDb(it->status(), kCannotRead);
  if (!status.ok()) return status;
  return held;
}

// Makes room for entries. Starts at the oldest entry, so that it need not
// pass over those that went before it.
absl::Status FeedbackLog::StageRemoval(const std::string& prefix,
                                       size_t entries, Staged& staged,
                                       rocksdb::WriteBatch& batch) const {
  if (staged.entries + entries <= entries_max_) return absl::OkStatus();
  const auto it = Entries(db_, family_);
  it->Seek(staged.oldest);
  while (IsIn(*it, prefix) && staged.entries + entries > entries_max_) {
    batch.Delete(family_, it->key());
    --staged.entries;
    it->Next();
  }
  if (IsIn(*it, prefix)) staged.oldest = it->key().ToString();
  return FromRocksDb(it->status(), kCannotRead);
}

}  // namespace farcall
