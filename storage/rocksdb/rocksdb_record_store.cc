// SPDX-License-Identifier: Apache-2.0
#include "storage/rocksdb/rocksdb_record_store.h"

#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include <algorithm>
#include <string>

#include "storage/codec/key_codec.h"
#include "storage/rocksdb/rocksdb_status.h"

namespace farcall {
namespace {

// The key's kind, which is no one's secret, before a status of its value.
absl::Status OfKey(std::string_view key_bytes, const absl::Status& status) {
  const absl::StatusOr<EntityKey> key = DecodeEntityKey(key_bytes);
  if (!key.ok()) return key.status();
  return {status.code(), std::string(EntityKindName(key->kind)) + " " +
                             std::string(status.message())};
}

RecordStore::Loaded ValueOf(std::string_view key, const rocksdb::Status& status,
                            const rocksdb::PinnableSlice& value) {
  if (status.IsNotFound()) return std::nullopt;
  if (!status.ok()) return FromRocksDb(status, "cannot read a baseline");
  absl::StatusOr<StoredRecord> record = DecodeRecord(value.ToStringView());
  if (!record.ok()) return OfKey(key, record.status());
  return *std::move(record);
}

}  // namespace

std::vector<RecordStore::Loaded> RocksDbRecordStore::Load(
    std::span<const std::string_view> keys) const {
  const std::vector<rocksdb::Slice> slices(keys.begin(), keys.end());
  std::vector<rocksdb::PinnableSlice> values(keys.size());
  std::vector<rocksdb::Status> statuses(keys.size());
  database_.db().MultiGet(rocksdb::ReadOptions(), database_.baselines(),
                          keys.size(), slices.data(), values.data(),
                          statuses.data());
  std::vector<Loaded> loaded;
  loaded.reserve(keys.size());
  for (size_t i = 0; i < keys.size(); ++i) {
    loaded.push_back(ValueOf(keys[i], statuses[i], values[i]));
  }
  return loaded;
}

absl::Status RocksDbRecordStore::Save(std::span<const EncodedRecord> records) {
  // Neighbours are found from one another when RocksDB sorts them in.
  std::vector<const EncodedRecord*> in_order;
  in_order.reserve(records.size());
  for (const EncodedRecord& record : records) in_order.push_back(&record);
  std::ranges::sort(in_order, {},
                    [](const EncodedRecord* record) -> std::string_view {
                      return record->key;
                    });
  rocksdb::WriteBatch batch;
  for (const EncodedRecord* record : in_order) {
    batch.Put(database_.baselines(), record->key, record->value);
  }
  return FromRocksDb(database_.db().Write(rocksdb::WriteOptions(), &batch),
                     "cannot write records");
}

absl::Status RocksDbRecordStore::Remove(std::string_view key) {
  return FromRocksDb(database_.db().Delete(rocksdb::WriteOptions(),
                                           database_.baselines(), key),
                     "cannot remove a record");
}

}  // namespace farcall
