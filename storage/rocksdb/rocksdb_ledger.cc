// SPDX-License-Identifier: Apache-2.0
#include "storage/rocksdb/rocksdb_ledger.h"

#include <memory>
#include <utility>

#include "storage/rocksdb/key_range.h"
#include "storage/rocksdb/rocksdb_status.h"

namespace farcall {
namespace {

constexpr char kCannotRead[] = "cannot read the ledger";
constexpr char kCannotForget[] = "cannot forget days of the ledger";

}  // namespace

absl::StatusOr<std::optional<StoredLedgerEntry>> RocksDbLedger::LoadLedgerEntry(
    std::string_view key) const {
  std::string value;
  const rocksdb::Status status = database_.db().Get(
      rocksdb::ReadOptions(), database_.ledger(), key, &value);
  if (status.IsNotFound()) return std::optional<StoredLedgerEntry>();
  if (!status.ok()) return FromRocksDb(status, kCannotRead);
  auto stored = Open(key, value);
  if (!stored.ok()) return stored.status();
  return std::optional(*std::move(stored));
}

absl::StatusOr<StoredLedgerEntry> RocksDbLedger::Open(
    std::string_view key, std::string_view value) const {
  const auto bytes = seal_.Open(key, value);
  if (!bytes.ok()) return bytes.status();
  return DecodeLedgerEntry(*bytes);
}

void RocksDbLedger::Stage(std::span<const LedgerWrite> writes,
                          rocksdb::WriteBatch& batch) const {
  for (const LedgerWrite& write : writes) {
    batch.Put(database_.ledger(), write.key,
              seal_.Seal(write.key, EncodeLedgerEntry(write.entry)));
  }
}

absl::StatusOr<std::vector<std::string>> RocksDbLedger::KeysOf(
    std::string_view tenant, std::string_view entity_key) const {
  std::vector<std::string> keys;
  const FactDigests::Digest principal = digests_.OfPrincipal(entity_key);
  const std::string prefix = LedgerPrefix(tenant);
  const KeyRange range(database_.db(), database_.ledger(), prefix, prefix,
                       kCannotRead);
  for (; range->Valid(); range->Next()) {
    if (IsLedgerKeyOf(range->key().ToStringView(),
                      FactDigests::BytesOf(principal))) {
      keys.push_back(range->key().ToString());
    }
  }
  absl::Status status = range.status();
  if (!status.ok()) return status;
  return keys;
}

absl::StatusOr<std::vector<LedgerEntry>> RocksDbLedger::EntriesOf(
    std::string_view tenant, uint32_t day) const {
  std::vector<LedgerEntry> entries;
  const std::string prefix = LedgerDayPrefix(tenant, day);
  const KeyRange range(database_.db(), database_.ledger(), prefix, prefix,
                       kCannotRead);
  for (; range->Valid(); range->Next()) {
    auto stored =
        Open(range->key().ToStringView(), range->value().ToStringView());
    if (!stored.ok()) return stored.status();
    entries.push_back(std::move(stored->entry));
  }
  absl::Status status = range.status();
  if (!status.ok()) return status;
  return entries;
}

absl::StatusOr<std::optional<LedgerStore::Days>> RocksDbLedger::DaysOf(
    std::string_view tenant) const {
  const std::string prefix = LedgerPrefix(tenant);
  const KeyRange range(database_.db(), database_.ledger(), prefix, prefix,
                       kCannotRead);
  if (!range->Valid()) {
    absl::Status status = range.status();
    if (!status.ok()) return status;
    return std::optional<LedgerStore::Days>();
  }
  const auto first = DecodeLedgerPlace(range->key().ToStringView());
  if (!first.ok()) return first.status();
  range->SeekToLast();
  absl::Status status = range.status();
  if (!status.ok()) return status;
  const auto last = DecodeLedgerPlace(range->key().ToStringView());
  if (!last.ok()) return last.status();
  return std::optional(
      LedgerStore::Days{.first = first->day, .last = last->day});
}

absl::Status RocksDbLedger::Expire(uint32_t days, uint32_t now_day) {
  const std::unique_ptr<rocksdb::Iterator> it(
      database_.db().NewIterator(rocksdb::ReadOptions(), database_.ledger()));
  it->SeekToFirst();
  while (it->Valid()) {
    const auto first = DecodeLedgerPlace(it->key().ToStringView());
    if (!first.ok()) return first.status();
    absl::Status status = ExpireTenant(first->tenant, days, now_day);
    if (!status.ok()) return status;
    it->Seek(AfterPrefix(LedgerPrefix(first->tenant)));
  }
  return FromRocksDb(it->status(), kCannotRead);
}

absl::Status RocksDbLedger::ExpireTenant(std::string_view tenant, uint32_t days,
                                         uint32_t now_day) {
  const auto kept = DaysOf(tenant);
  if (!kept.ok() || !kept->has_value()) return kept.status();
  const auto first = static_cast<uint32_t>((*kept)->first);
  const auto last = static_cast<uint32_t>((*kept)->last);
  const std::string begin = LedgerPrefix(tenant);
  if (days > 0 && first + days <= last) {
    absl::Status status =
        Forget(begin, LedgerDayPrefix(tenant, last - days + 1));
    if (!status.ok()) return status;
  }
  const auto idle = IsIdle(tenant, last, days, now_day);
  if (!idle.ok() || !*idle) return idle.status();
  return Forget(begin, AfterPrefix(begin));
}

absl::StatusOr<bool> RocksDbLedger::IsIdle(std::string_view tenant,
                                           uint32_t last, uint32_t days,
                                           uint32_t now_day) const {
  const std::string prefix = LedgerDayPrefix(tenant, last);
  const KeyRange range(database_.db(), database_.ledger(), prefix, prefix,
                       kCannotRead);
  // Of a tenant that sends, the first entry says so.
  for (; days > 0 && range->Valid(); range->Next()) {
    const auto stored =
        Open(range->key().ToStringView(), range->value().ToStringView());
    if (!stored.ok()) return stored.status();
    if (stored->written_day + days > now_day) return false;
  }
  absl::Status status = range.status();
  if (!status.ok()) return status;
  return true;
}

absl::Status RocksDbLedger::Forget(const std::string& begin,
                                   const std::string& end) {
  return FromRocksDb(database_.db().DeleteRange(rocksdb::WriteOptions(),
                                                database_.ledger(), begin, end),
                     kCannotForget);
}

}  // namespace farcall
