// SPDX-License-Identifier: Apache-2.0
#include "storage/rocksdb/format_upgrade.h"

#include <rocksdb/write_batch.h>

#include <memory>
#include <string>

#include "storage/codec/key_codec.h"
#include "storage/codec/record/baseline_codec.h"
#include "storage/codec/record/histogram_codec.h"
#include "storage/rocksdb/rocksdb_status.h"

namespace farcall {
namespace {

constexpr uint32_t kBatchRecords = 10'000;

// Moves the histograms at which `it` stands, and those of the same entity that
// follow, into one record.
absl::Status MoveEntity(const RocksDbDatabase& database, rocksdb::Iterator& it,
                        rocksdb::WriteBatch& batch) {
  const std::string entity(FormatOneEntityKey(it.key().ToStringView()));
  Baseline baseline;
  for (; it.Valid() && it.key().starts_with(entity); it.Next()) {
    const std::string_view key = it.key().ToStringView();
    absl::StatusOr<Histogram> histogram =
        DecodeHistogram(it.value().ToStringView());
    if (!histogram.ok()) return histogram.status();
    baseline.At(FormatOneAttribute(key)) = *std::move(histogram);
    batch.Delete(database.baselines(), it.key());
  }
  const absl::StatusOr<std::string> value = EncodeBaseline(baseline);
  if (!value.ok()) return value.status();
  batch.Put(database.baselines(), entity, *value);
  return absl::OkStatus();
}

absl::Status Write(const RocksDbDatabase& database,
                   rocksdb::WriteBatch& batch) {
  const rocksdb::Status written =
      database.db().Write(rocksdb::WriteOptions(), &batch);
  batch.Clear();
  return FromRocksDb(written, "cannot write the new format");
}

// Format 1 had a record for each histogram.
absl::Status MoveHistograms(const RocksDbDatabase& database) {
  const std::unique_ptr<rocksdb::Iterator> it(
      database.db().NewIterator(rocksdb::ReadOptions(), database.baselines()));
  rocksdb::WriteBatch batch;
  for (it->SeekToFirst(); it->Valid();) {
    if (!IsFormatOneKey(it->key().ToStringView())) {
      it->Next();
      continue;
    }
    absl::Status status = MoveEntity(database, *it, batch);
    if (status.ok() && batch.Count() >= kBatchRecords) {
      status = Write(database, batch);
    }
    if (!status.ok()) return status;
  }
  absl::Status status =
      FromRocksDb(it->status(), "cannot read the older format");
  return status.ok() ? Write(database, batch) : status;
}

}  // namespace

absl::Status UpgradeFormat(RocksDbDatabase& database) {
  if (database.format() == kStorageFormat) return absl::OkStatus();
  absl::Status status =
      database.format() == 1 ? MoveHistograms(database) : absl::OkStatus();
  if (status.ok()) status = database.SetFormat();
  return status;
}

}  // namespace farcall
