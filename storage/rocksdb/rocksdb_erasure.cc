// SPDX-License-Identifier: Apache-2.0
#include "storage/rocksdb/rocksdb_erasure.h"

#include <memory>

#include "storage/codec/key_codec.h"
#include "storage/codec/record/record_codec.h"
#include "storage/rocksdb/rocksdb_status.h"

namespace farcall {
namespace {

constexpr char kErasureKey[] = "erasure_pending";

// Rewrites the tables of `family` that hold keys with `prefix`.
rocksdb::Status Compact(const RocksDbDatabase& database,
                        rocksdb::ColumnFamilyHandle* family,
                        const std::string& prefix) {
  rocksdb::CompactRangeOptions options;
  options.bottommost_level_compaction =
      rocksdb::BottommostLevelCompaction::kForceOptimized;
  if (prefix.empty()) {
    return database.db().CompactRange(options, family, nullptr, nullptr);
  }
  const std::string end_key = AfterPrefix(prefix);
  const rocksdb::Slice begin(prefix);
  const rocksdb::Slice end(end_key);
  return database.db().CompactRange(options, family, &begin, &end);
}

// RocksDB removes files of no more use soon; this returns when it is done. To
// list the logs while removal is off waits for the removals under way, to
// switch it on again removes the rest.
rocksdb::Status RemoveObsoleteFiles(rocksdb::DB& db) {
  rocksdb::Status status = db.DisableFileDeletions();
  if (!status.ok()) return status;
  rocksdb::VectorLogPtr logs;
  const rocksdb::Status listed = db.GetSortedWalFiles(logs);
  status = db.EnableFileDeletions(/*force=*/false);
  return listed.ok() ? status : listed;
}

}  // namespace

void MarkErasurePending(const RocksDbDatabase& database,
                        rocksdb::WriteBatch& batch) {
  batch.Put(database.meta(), kErasureKey, "");
}

absl::StatusOr<bool> IsErasurePending(const RocksDbDatabase& database) {
  std::string value;
  const rocksdb::Status status = database.db().Get(
      rocksdb::ReadOptions(), database.meta(), kErasureKey, &value);
  if (status.IsNotFound()) return false;
  if (!status.ok()) {
    return FromRocksDb(status, "cannot read whether an erasure is pending");
  }
  return true;
}

absl::Status RemoveEmptyRecords(const RocksDbDatabase& database) {
  const std::unique_ptr<rocksdb::Iterator> it(
      database.db().NewIterator(rocksdb::ReadOptions(), database.baselines()));
  rocksdb::WriteBatch batch;
  for (it->SeekToFirst(); it->Valid(); it->Next()) {
    if (IsEmptyRecord(it->value().ToStringView())) {
      batch.Delete(database.baselines(), it->key());
    }
  }
  absl::Status status =
      FromRocksDb(it->status(), "cannot look for deleted records");
  if (!status.ok()) return status;
  return FromRocksDb(database.db().Write(rocksdb::WriteOptions(), &batch),
                     "cannot remove deleted records");
}

absl::Status EraseTraces(const RocksDbDatabase& database,
                         const std::string& prefix,
                         const std::string& feedback_prefix,
                         const std::string& tenant_prefix) {
  rocksdb::DB& db = database.db();
  const rocksdb::FlushOptions flush;
  // Nothing is in memory only: the log files so far are of no more use.
  rocksdb::Status status = db.Flush(flush, database.families());
  if (status.ok()) status = Compact(database, database.baselines(), prefix);
  if (status.ok()) status = Compact(database, database.meta(), feedback_prefix);
  for (rocksdb::ColumnFamilyHandle* family :
       {database.findings(), database.finding_log(), database.events(),
        database.terms(), database.ledger()}) {
    if (status.ok()) status = Compact(database, family, tenant_prefix);
  }
  // Both were trimmed; their entries hold names under keys without them.
  for (rocksdb::ColumnFamilyHandle* family :
       {database.journal(), database.call_log()}) {
    if (status.ok()) status = Compact(database, family, "");
  }
  // The flush changes the manifest, which is thereby written anew, without the
  // tables that the compaction replaced.
  if (status.ok()) {
    status = db.Delete(rocksdb::WriteOptions(), database.meta(), kErasureKey);
  }
  if (status.ok()) status = db.Flush(flush, database.meta());
  if (status.ok()) status = RemoveObsoleteFiles(db);
  return FromRocksDb(status, "cannot erase what was deleted");
}

}  // namespace farcall
