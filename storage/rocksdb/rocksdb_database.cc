// SPDX-License-Identifier: Apache-2.0
#include "storage/rocksdb/rocksdb_database.h"

#include <rocksdb/convenience.h>
#include <rocksdb/write_batch.h>

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "storage/codec/byte_coding.h"
#include "storage/codec/journal/seen_block_codec.h"
#include "storage/rocksdb/backup_directory.h"
#include "storage/rocksdb/column_families.h"
#include "storage/rocksdb/rocksdb_log.h"
#include "storage/rocksdb/rocksdb_status.h"

namespace farcall {
namespace {

constexpr char kFormatKey[] = "format_version";
constexpr char kHashKey[] = "event_hash_key";
constexpr char kPseudonymCheckKey[] = "pseudonym_check";
constexpr char kLogPositionKey[] = "log_position";
constexpr char kSeenForgottenKey[] = "seen_forgotten_to";

absl::Status CheckRange(const char* option, uint64_t value, uint64_t least) {
  if (value >= least) return absl::OkStatus();
  return absl::InvalidArgumentError(
      std::string(option) + " is " + std::to_string(value) +
      ", must be at least " + std::to_string(least));
}

absl::Status CheckOptions(const RocksDbStoreOptions& options) {
  if (options.path.empty()) {
    return absl::InvalidArgumentError("path of the store is empty");
  }
  if (options.seen_window_seconds < 1) {
    return absl::InvalidArgumentError(
        "seen_window_seconds is " +
        std::to_string(options.seen_window_seconds) + ", must be at least 1");
  }
  absl::Status status =
      CheckRange("seen_events_max", options.seen_events_max, 1);
  if (status.ok()) {
    status =
        CheckRange("feedback_entries_max", options.feedback_entries_max, 1);
  }
  if (status.ok()) {
    status = CheckRange("write_buffer_bytes", options.write_buffer_bytes,
                        kWriteBufferBytesMin);
  }
  return status;
}

rocksdb::DBOptions DbOptions(const RocksDbStoreOptions& options) {
  rocksdb::DBOptions db;
  db.env = options.env;
  db.create_if_missing = true;
  db.create_missing_column_families = true;
  // A torn end of the log is a batch that nobody was told of. Damage elsewhere
  // may hide acknowledged ones: refused, unless the operator says otherwise.
  db.wal_recovery_mode =
      options.wal_damage == WalDamage::kRefuse
          ? rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords
          : rocksdb::WALRecoveryMode::kPointInTimeRecovery;
  // A log that is not reused holds nothing but its own records.
  db.recycle_log_file_num = 0;
  // A synced log that is gone or shorter is found at open.
  db.track_and_verify_wals_in_manifest = true;
  db.max_total_wal_size = 4 * options.write_buffer_bytes;
  if (options.shared_memory.has_value()) {
    db.write_buffer_manager = options.shared_memory->write_buffers;
  }
  // The manifest holds names, as bounds of table files: it is written anew at
  // every change, so that a deleted name does not stay in it.
  db.max_manifest_file_size = 1;
  // Warnings alone: at INFO lines hold names, as bounds of compactions.
  db.info_log_level = rocksdb::InfoLogLevel::WARN_LEVEL;
  db.info_log = RocksDbLog(options.observer.on_log);
  db.stats_dump_period_sec = 0;
  db.bytes_per_sync = 1 << 20;
  return db;
}

absl::Status OpenFailure(const rocksdb::Status& status,
                         const std::string& path) {
  const std::string text = status.ToString();
  if (text.find("/LOCK") != std::string::npos) {
    return absl::FailedPreconditionError(
        "store " + path + " is in use by another process: " + text);
  }
  if (status.IsCorruption() || status.IsPathNotFound()) {
    return StoreDamaged(path, absl::DataLossError(text));
  }
  return absl::FailedPreconditionError("cannot open store " + path + ": " +
                                       text);
}

// Families of a newer format or another program: RocksDB opens a database whole
// or not at all, and what it is stands in `meta`.
absl::Status AddUnknownFamilies(
    const rocksdb::DBOptions& db_options, const std::string& path,
    std::vector<rocksdb::ColumnFamilyDescriptor>& families) {
  if (db_options.env->FileExists(path + "/CURRENT").IsNotFound()) {
    return absl::OkStatus();
  }
  std::vector<std::string> names;
  const rocksdb::Status status =
      rocksdb::DB::ListColumnFamilies(db_options, path, &names);
  if (!status.ok()) return OpenFailure(status, path);
  for (const std::string& name : names) {
    if (std::ranges::find(kFamilies, name) == kFamilies.end()) {
      families.emplace_back(name, rocksdb::ColumnFamilyOptions());
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<EventHasher::Key> KeyOfCopy(const RocksDbStoreOptions& options) {
  if (options.replicated->event_hash_key.has_value()) {
    return *options.replicated->event_hash_key;
  }
  return absl::FailedPreconditionError("no copy of a shard is in " +
                                       options.path);
}

absl::Status MakeDirectory(const std::string& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (!error) return absl::OkStatus();
  return absl::FailedPreconditionError("cannot make the directory of store " +
                                       path + ": " + error.message());
}

}  // namespace

absl::StatusOr<std::unique_ptr<RocksDbDatabase>> RocksDbDatabase::Open(
    const RocksDbStoreOptions& options) {
  absl::Status status = CheckOptions(options);
  if (status.ok()) status = MakeDirectory(options.path);
  if (!status.ok()) return status;
  if (RestoreIsUnfinished(options.path)) {
    return absl::FailedPreconditionError(
        "store " + options.path +
        " holds a part of a backup, since a restore did not finish: restore "
        "again (--restore-backup)");
  }

  const rocksdb::DBOptions db_options = DbOptions(options);
  auto descriptors = OurFamilies(options);
  status = AddUnknownFamilies(db_options, options.path, descriptors);
  if (!status.ok()) return status;

  std::unique_ptr<RocksDbDatabase> database(new RocksDbDatabase);
  rocksdb::DB* db = nullptr;
  const rocksdb::Status opened = rocksdb::DB::Open(
      db_options, options.path, descriptors, &database->families_, &db);
  if (!opened.ok()) return OpenFailure(opened, options.path);
  database->db_.reset(db);
  status = database->ReadMeta(options);
  if (status.ok()) status = database->ReadIncarnation(options);
  if (absl::IsDataLoss(status)) return StoreDamaged(options.path, status);
  if (!status.ok()) return status;
  return database;
}

RocksDbDatabase::~RocksDbDatabase() {
  if (db_ == nullptr) return;
  rocksdb::CancelAllBackgroundWork(db_.get(), /*wait=*/true);
  for (rocksdb::ColumnFamilyHandle* family : families_) {
    db_->DestroyColumnFamilyHandle(family);
  }
  db_->Close();
}

absl::Status RocksDbDatabase::Flush() {
  absl::Status status = FromRocksDb(db_->SyncWAL(), "cannot sync the log");
  if (!status.ok()) return status;
  return FromRocksDb(db_->Flush(rocksdb::FlushOptions(), families_),
                     "cannot flush");
}

absl::Status RocksDbDatabase::ReadMeta(const RocksDbStoreOptions& options) {
  const std::string& path = options.path;
  std::string format_bytes;
  const rocksdb::Status found =
      db_->Get(rocksdb::ReadOptions(), meta(), kFormatKey, &format_bytes);
  if (found.IsNotFound()) {
    if (IsEmpty()) return WriteFirstMeta(options);
    return absl::FailedPreconditionError(
        path + " is not a Farcall store: it has no format version");
  }
  if (!found.ok()) return FromRocksDb(found, "cannot read the format version");

  ByteReader reader(format_bytes);
  if (!reader.Fixed32(format_) || reader.remaining() != 0) {
    return absl::DataLossError("store " + path + ": bad format version");
  }
  if (format_ > kStorageFormat) {
    return absl::FailedPreconditionError(
        "store " + path + " has format " + std::to_string(format_) +
        ", this binary reads up to " + std::to_string(kStorageFormat) +
        ": use the newer binary that wrote it, or another directory");
  }
  if (families_.size() > kFamilies.size()) {
    return absl::FailedPreconditionError(
        "store " + path + " holds column family " +
        families_.back()->GetName() + ", which no format up to " +
        std::to_string(kStorageFormat) + " has");
  }
  absl::Status status = CheckPseudonymKey(options);
  return status.ok() ? ReadHashKey(options) : status;
}

// Under two keys, or with and without one, a principal would be two.
absl::Status RocksDbDatabase::CheckPseudonymKey(
    const RocksDbStoreOptions& options) const {
  std::string check;
  const rocksdb::Status found =
      db_->Get(rocksdb::ReadOptions(), meta(), kPseudonymCheckKey, &check);
  if (!found.ok() && !found.IsNotFound()) {
    return FromRocksDb(found, "cannot read the check of the pseudonym key");
  }
  if (check == options.pseudonym_key_check) return absl::OkStatus();
  std::string message = "store " + options.path;
  if (check.empty()) {
    message +=
        " holds names of principals as they are: a pseudonym key is for a new "
        "one, in another directory";
  } else if (options.pseudonym_key_check.empty()) {
    message +=
        " holds pseudonyms of principals: it opens with the pseudonym key that "
        "it was made with";
  } else {
    message +=
        " was made with another pseudonym key: give that one, or another "
        "directory";
  }
  return absl::FailedPreconditionError(message);
}

absl::Status RocksDbDatabase::ReadHashKey(const RocksDbStoreOptions& options) {
  const std::string& path = options.path;
  std::string key;
  const rocksdb::Status key_found =
      db_->Get(rocksdb::ReadOptions(), meta(), kHashKey, &key);
  if (!key_found.ok() || key.size() != hash_key_.size()) {
    return absl::DataLossError("store " + path + ": bad event hash key");
  }
  std::copy(key.begin(), key.end(), hash_key_.begin());
  if (options.replicated.has_value() &&
      options.replicated->event_hash_key.value_or(hash_key_) != hash_key_) {
    return absl::FailedPreconditionError(
        "store " + path +
        " has another key of event ids than its shard: it is no copy of it");
  }
  return absl::OkStatus();
}

absl::Status RocksDbDatabase::ReadIncarnation(
    const RocksDbStoreOptions& options) {
  if (options.replicated.has_value()) {
    incarnation_ = EventHasher(hash_key_).IncarnationOfCopies();
    return absl::OkStatus();
  }
  const std::string path = options.path + "/" + kIncarnationFile;
  const rocksdb::Status found =
      rocksdb::ReadFileToString(options.env, path, &incarnation_);
  if (found.ok() && incarnation_.size() == EventHasher::kKeyBytes) {
    return absl::OkStatus();
  }
  const absl::StatusOr<EventHasher::Key> made = EventHasher::RandomKey();
  if (!made.ok()) return made.status();
  incarnation_.assign(made->begin(), made->end());
  return FromRocksDb(rocksdb::WriteStringToFile(options.env, incarnation_, path,
                                                /*should_sync=*/true),
                     "cannot write to a new store");
}

absl::Status RocksDbDatabase::WriteFirstMeta(
    const RocksDbStoreOptions& options) {
  const std::string& pseudonym_key_check = options.pseudonym_key_check;
  absl::StatusOr<EventHasher::Key> key = options.replicated.has_value()
                                             ? KeyOfCopy(options)
                                             : EventHasher::RandomKey();
  if (!key.ok()) return key.status();
  hash_key_ = *key;

  std::string format;
  AppendFixed32(kStorageFormat, format);
  rocksdb::WriteBatch batch;
  batch.Put(meta(), kFormatKey, format);
  batch.Put(meta(), kHashKey,
            rocksdb::Slice(reinterpret_cast<const char*>(hash_key_.data()),
                           hash_key_.size()));
  if (!pseudonym_key_check.empty()) {
    batch.Put(meta(), kPseudonymCheckKey, pseudonym_key_check);
  }
  rocksdb::WriteOptions synced;
  synced.sync = true;
  return FromRocksDb(db_->Write(synced, &batch), "cannot write to a new store");
}

absl::Status RocksDbDatabase::SetFormat() {
  std::string format;
  AppendFixed32(kStorageFormat, format);
  rocksdb::WriteOptions synced;
  synced.sync = true;
  const absl::Status status =
      FromRocksDb(db_->Put(synced, meta(), kFormatKey, format),
                  "cannot write the format version");
  if (status.ok()) format_ = kStorageFormat;
  return status;
}

absl::StatusOr<std::string> RocksDbDatabase::LogPosition() const {
  std::string position;
  const rocksdb::Status found =
      db_->Get(rocksdb::ReadOptions(), meta(), kLogPositionKey, &position);
  if (!found.ok() && !found.IsNotFound()) {
    return FromRocksDb(found, "cannot read the position in the log");
  }
  return position;
}

void RocksDbDatabase::StageLogPosition(const std::string& position,
                                       rocksdb::WriteBatch& batch) const {
  batch.Put(meta(), kLogPositionKey, position);
}

absl::StatusOr<int64_t> RocksDbDatabase::SeenForgottenTo() const {
  std::string value;
  const rocksdb::Status found =
      db_->Get(rocksdb::ReadOptions(), meta(), kSeenForgottenKey, &value);
  if (found.IsNotFound()) return 0;
  if (!found.ok()) {
    return FromRocksDb(found, "cannot read which seen events are forgotten");
  }
  const absl::StatusOr<int64_t> arrival = DecodeSeenBlockKey(value);
  if (arrival.ok()) return *arrival;
  return absl::DataLossError("bad mark of seen events that are forgotten");
}

void RocksDbDatabase::StageSeenForgotten(int64_t arrival,
                                         rocksdb::WriteBatch& batch) const {
  batch.Put(meta(), kSeenForgottenKey, EncodeSeenBlockKey(arrival));
}

bool RocksDbDatabase::IsEmpty() const {
  return std::all_of(families_.begin(), families_.end(),
                     [this](rocksdb::ColumnFamilyHandle* family) {
                       const std::unique_ptr<rocksdb::Iterator> it(
                           db_->NewIterator(rocksdb::ReadOptions(), family));
                       it->SeekToFirst();
                       return !it->Valid() && it->status().ok();
                     });
}

}  // namespace farcall
