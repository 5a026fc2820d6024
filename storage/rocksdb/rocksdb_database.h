// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/codec/event_digest.h"
#include "storage/rocksdb/rocksdb_store_options.h"

namespace farcall {

// The file beside the tables that holds the incarnation. No backup has it, and
// backups are restored into empty directories.
inline constexpr char kIncarnationFile[] = "INCARNATION";

// Layout of keys and values (docs/storage_format.md). A binary opens what has
// its own number or a lower one.
inline constexpr uint32_t kStorageFormat = 9;

// The RocksDB database of a store: its column families, and what `meta` says of
// it. Thread-safe but for Close.
class RocksDbDatabase {
 public:
  // Opens or makes the database. FAILED_PRECONDITION: in use by another
  // process, of a newer format, of another program, with names hidden by
  // another key, or the path cannot be used.
  // DATA_LOSS: damaged. INVALID_ARGUMENT: an option out of its range.
  static absl::StatusOr<std::unique_ptr<RocksDbDatabase>> Open(
      const RocksDbStoreOptions& options);

  ~RocksDbDatabase();
  RocksDbDatabase(const RocksDbDatabase&) = delete;
  RocksDbDatabase& operator=(const RocksDbDatabase&) = delete;

  rocksdb::DB& db() const { return *db_; }
  rocksdb::ColumnFamilyHandle* meta() const { return families_[0]; }
  rocksdb::ColumnFamilyHandle* baselines() const { return families_[1]; }
  rocksdb::ColumnFamilyHandle* seen() const { return families_[2]; }
  rocksdb::ColumnFamilyHandle* journal() const { return families_[3]; }
  rocksdb::ColumnFamilyHandle* findings() const { return families_[4]; }
  rocksdb::ColumnFamilyHandle* finding_log() const { return families_[5]; }
  rocksdb::ColumnFamilyHandle* events() const { return families_[6]; }
  rocksdb::ColumnFamilyHandle* terms() const { return families_[7]; }
  rocksdb::ColumnFamilyHandle* call_log() const { return families_[8]; }
  rocksdb::ColumnFamilyHandle* ledger() const { return families_[9]; }
  rocksdb::ColumnFamilyHandle* seen_segments() const { return families_[10]; }
  const std::vector<rocksdb::ColumnFamilyHandle*>& families() const {
    return families_;
  }

  const EventHasher::Key& hash_key() const { return hash_key_; }

  // 16 random bytes of the store's own, new after a restore: what was told of
  // positions in its logs does not hold for another one.
  const std::string& incarnation() const { return incarnation_; }

  // Of what is stored; kStorageFormat at most.
  uint32_t format() const { return format_; }
  // Says, durably, that it is kStorageFormat from now on.
  absl::Status SetFormat();

  // Where a copy of a replicated log goes on reading; empty = from its begin.
  absl::StatusOr<std::string> LogPosition() const;
  void StageLogPosition(const std::string& position,
                        rocksdb::WriteBatch& batch) const;

  // Up to which arrival seen events in segments are forgotten; 0 = none are.
  absl::StatusOr<int64_t> SeenForgottenTo() const;
  void StageSeenForgotten(int64_t arrival, rocksdb::WriteBatch& batch) const;

  // Writes out what is in memory only, so that the next Open need not replay
  // the log.
  absl::Status Flush();

 private:
  RocksDbDatabase() = default;

  absl::Status ReadMeta(const RocksDbStoreOptions& options);
  absl::Status ReadHashKey(const RocksDbStoreOptions& options);
  absl::Status ReadIncarnation(const RocksDbStoreOptions& options);
  absl::Status CheckPseudonymKey(const RocksDbStoreOptions& options) const;
  absl::Status WriteFirstMeta(const RocksDbStoreOptions& options);
  bool IsEmpty() const;

  std::unique_ptr<rocksdb::DB> db_;
  std::vector<rocksdb::ColumnFamilyHandle*> families_;
  EventHasher::Key hash_key_{};
  std::string incarnation_;
  uint32_t format_ = kStorageFormat;
};

}  // namespace farcall
