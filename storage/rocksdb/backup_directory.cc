// SPDX-License-Identifier: Apache-2.0
#include "storage/rocksdb/backup_directory.h"

#include <rocksdb/db.h>
#include <rocksdb/utilities/backup_engine.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "storage/rocksdb/rocksdb_status.h"

namespace farcall {
namespace {

constexpr uint64_t kProgressBytes = 4 << 20;

BackupInfo InfoOf(const rocksdb::BackupInfo& info) {
  return {.id = info.backup_id,
          .time_seconds = info.timestamp,
          .bytes = info.size,
          .files = info.number_files};
}

// Oldest first.
template <typename Engine>
std::vector<BackupInfo> BackupsOf(const Engine& engine) {
  std::vector<rocksdb::BackupInfo> found;
  engine.GetBackupInfo(&found);
  std::vector<BackupInfo> infos;
  infos.reserve(found.size());
  for (const rocksdb::BackupInfo& info : found) infos.push_back(InfoOf(info));
  std::ranges::sort(infos, {}, &BackupInfo::id);
  return infos;
}

// A directory within the data directory while a restore runs. RocksDB removes
// the files that it finds there, and leaves directories alone.
constexpr char kUnfinished[] = "restore-unfinished";
// Made by mkfs at the root of ext2, ext3 and ext4.
constexpr char kLostAndFound[] = "lost+found";

std::filesystem::path UnfinishedMark(const std::string& data_dir) {
  return std::filesystem::path(data_dir) / kUnfinished;
}

absl::Status Failed(const std::string& path, const std::error_code& error) {
  return absl::UnavailableError(path + ": " + error.message());
}

// Files of two stores are never mixed.
absl::Status CheckNothingIn(const std::string& data_dir) {
  std::error_code error;
  for (std::filesystem::directory_iterator entry(data_dir, error), end;
       !error && entry != end; entry.increment(error)) {
    if (entry->path().filename() == kLostAndFound) continue;
    return absl::FailedPreconditionError(
        data_dir + " holds files, such as " +
        entry->path().filename().string() +
        ": restore into an empty directory, or move them away first");
  }
  return error ? Failed(data_dir, error) : absl::OkStatus();
}

// Marks `data_dir`, which is made if it is not there, as being restored into.
absl::Status BeginRestore(const std::string& data_dir) {
  std::error_code error;
  std::filesystem::create_directories(data_dir, error);
  if (error) return Failed(data_dir, error);
  if (RestoreIsUnfinished(data_dir)) return absl::OkStatus();
  if (absl::Status empty = CheckNothingIn(data_dir); !empty.ok()) return empty;
  std::filesystem::create_directory(UnfinishedMark(data_dir), error);
  return error ? Failed(data_dir, error) : absl::OkStatus();
}

}  // namespace

bool RestoreIsUnfinished(const std::string& data_dir) {
  std::error_code error;
  return std::filesystem::exists(UnfinishedMark(data_dir), error);
}

bool HoldsStore(const std::string& data_dir) {
  // RocksDB writes this file last.
  std::error_code error;
  return std::filesystem::exists(std::filesystem::path(data_dir) / "CURRENT",
                                 error) &&
         !RestoreIsUnfinished(data_dir);
}

absl::StatusOr<std::unique_ptr<BackupDirectory>> BackupDirectory::Open(
    const std::string& path) {
  rocksdb::BackupEngineOptions options(path);
  options.callback_trigger_interval_size = kProgressBytes;
  rocksdb::BackupEngine* engine = nullptr;
  const rocksdb::IOStatus status =
      rocksdb::BackupEngine::Open(options, rocksdb::Env::Default(), &engine);
  if (!status.ok()) {
    return FromRocksDb(status, "cannot open the backups in " + path);
  }
  return std::unique_ptr<BackupDirectory>(
      new BackupDirectory(std::unique_ptr<rocksdb::BackupEngine>(engine)));
}

BackupDirectory::BackupDirectory(std::unique_ptr<rocksdb::BackupEngine> engine)
    : engine_(std::move(engine)) {}

BackupDirectory::~BackupDirectory() = default;

std::vector<BackupInfo> BackupDirectory::ListIn(const std::string& path) {
  rocksdb::BackupEngineReadOnly* opened = nullptr;
  const rocksdb::IOStatus status = rocksdb::BackupEngineReadOnly::Open(
      rocksdb::BackupEngineOptions(path), rocksdb::Env::Default(), &opened);
  const std::unique_ptr<rocksdb::BackupEngineReadOnly> engine(opened);
  return status.ok() ? BackupsOf(*engine) : std::vector<BackupInfo>();
}

int64_t BackupDirectory::NewestTimeSeconds(const std::string& path) {
  int64_t newest = 0;
  for (const BackupInfo& info : ListIn(path)) {
    newest = std::max(newest, info.time_seconds);
  }
  return newest;
}

std::vector<BackupInfo> BackupDirectory::List() const {
  return BackupsOf(*engine_);
}

absl::StatusOr<BackupInfo> BackupDirectory::Create(
    rocksdb::DB& db, size_t kept,
    absl::FunctionRef<void(uint64_t bytes_copied)> on_progress) {
  const std::unique_lock lock(creation_mutex_, std::try_to_lock);
  if (!lock.owns_lock()) {
    return absl::AbortedError("another backup is being made");
  }
  rocksdb::CreateBackupOptions options;
  // Table files are shared from backup to backup, logs are not.
  options.flush_before_backup = true;
  uint64_t copied = 0;
  options.progress_callback = [&] {
    copied += kProgressBytes;
    on_progress(copied);
  };
  rocksdb::BackupID id = 0;
  rocksdb::IOStatus status = engine_->CreateNewBackup(options, &db, &id);
  if (status.IsIncomplete()) {
    return absl::AbortedError("the backup was stopped before its end");
  }
  if (!status.ok()) return FromRocksDb(status, "cannot make a backup");
  status = engine_->PurgeOldBackups(static_cast<uint32_t>(kept));
  if (!status.ok()) return FromRocksDb(status, "cannot remove old backups");
  return Find(id);
}

void BackupDirectory::StopCreating() { engine_->StopBackup(); }

absl::StatusOr<BackupInfo> BackupDirectory::Verify(uint32_t id) const {
  absl::StatusOr<BackupInfo> info = Find(id);
  if (!info.ok()) return info;
  const rocksdb::IOStatus status =
      engine_->VerifyBackup(info->id, /*verify_with_checksum=*/true);
  if (!status.ok()) {
    return absl::DataLossError("backup " + std::to_string(info->id) +
                               " is damaged: " + status.ToString());
  }
  return info;
}

absl::StatusOr<BackupInfo> BackupDirectory::Restore(
    uint32_t id, const std::string& data_dir) {
  absl::StatusOr<BackupInfo> info = Verify(id);
  if (!info.ok()) return info;
  if (absl::Status begun = BeginRestore(data_dir); !begun.ok()) return begun;
  const rocksdb::IOStatus status =
      engine_->RestoreDBFromBackup(info->id, data_dir, data_dir);
  if (!status.ok()) {
    return FromRocksDb(status, "cannot restore into " + data_dir);
  }
  std::error_code error;
  std::filesystem::remove(UnfinishedMark(data_dir), error);
  if (error) return Failed(data_dir, error);
  return info;
}

absl::StatusOr<BackupInfo> BackupDirectory::Find(uint32_t id) const {
  const std::vector<BackupInfo> all = List();
  if (all.empty()) return absl::NotFoundError("there is no backup");
  if (id == 0) return all.back();
  const auto found = std::ranges::find(all, id, &BackupInfo::id);
  if (found != all.end()) return *found;
  return absl::NotFoundError("there is no backup " + std::to_string(id) +
                             "; there are " + std::to_string(all.front().id) +
                             " to " + std::to_string(all.back().id));
}

}  // namespace farcall
