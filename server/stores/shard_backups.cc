// SPDX-License-Identifier: Apache-2.0
#include "server/stores/shard_backups.h"

#include <filesystem>
#include <memory>
#include <system_error>
#include <utility>

#include "cluster/rocksdb/rocksdb_shard_place.h"
#include "files/file_lock.h"
#include "server/stores/data_dir.h"

namespace farcall {
namespace {

namespace fs = std::filesystem;

std::string NameOf(uint32_t shard) { return "shard " + std::to_string(shard); }

absl::Status AboutShard(uint32_t shard, const absl::Status& status) {
  return absl::Status(status.code(),
                      NameOf(shard) + ": " + std::string(status.message()));
}

// Of the directory with the backups of one shard, which is there.
absl::StatusOr<std::unique_ptr<FileLock>> Lock(const std::string& path,
                                               FileLock::Kind kind) {
  auto lock = FileLock::Take((fs::path(path) / "LOCK").string(), kind);
  if (!absl::IsAborted(lock.status())) return lock;
  return absl::AbortedError("another replica makes or reads a backup in " +
                            path);
}

absl::Status NoBackupOf(uint32_t shard) {
  return absl::NotFoundError("there is no backup of " + NameOf(shard));
}

// The first error, and how many more there are.
absl::Status OneOf(const std::vector<absl::Status>& errors, size_t shards) {
  return absl::Status(errors.front().code(),
                      std::to_string(errors.size()) + " of " +
                          std::to_string(shards) +
                          " owned shards have no new backup: " +
                          std::string(errors.front().message()));
}

}  // namespace

ShardBackups::ShardBackups(std::vector<const ShardReplica*> copies,
                           std::string backup_dir, size_t kept)
    : copies_(std::move(copies)),
      backup_dir_(std::move(backup_dir)),
      kept_(kept),
      newest_seconds_(copies_.size()) {
  if (backup_dir_.empty()) return;
  for (uint32_t shard = 0; shard < copies_.size(); ++shard) {
    if (copies_[shard] == nullptr) continue;
    newest_seconds_[shard] =
        BackupDirectory::NewestTimeSeconds(ShardPath(backup_dir_, shard));
  }
}

absl::StatusOr<std::vector<StoreBackup>> ShardBackups::Create(
    absl::FunctionRef<void(uint64_t bytes_copied)> on_progress) {
  if (backup_dir_.empty()) return NoBackupDir();
  const std::unique_lock lock(in_use_, std::try_to_lock);
  if (!lock.owns_lock()) {
    return absl::AbortedError("another backup is being made or verified");
  }
  std::vector<uint32_t> owned;
  for (uint32_t shard = 0; shard < copies_.size(); ++shard) {
    if (copies_[shard] != nullptr && copies_[shard]->is_owner()) {
      owned.push_back(shard);
    }
  }
  std::vector<StoreBackup> made;
  std::vector<absl::Status> errors;
  uint64_t copied_before = 0;
  for (const uint32_t shard : owned) {
    uint64_t copied = 0;
    const auto backup = CreateOf(shard, [&](uint64_t bytes_copied) {
      copied = bytes_copied;
      on_progress(copied_before + copied);
    });
    copied_before += copied;
    if (backup.ok()) {
      newest_seconds_[shard] = backup->time_seconds;
      made.push_back({.shard = shard, .backup = *backup});
    } else {
      errors.push_back(AboutShard(shard, backup.status()));
    }
  }
  if (!errors.empty()) return OneOf(errors, owned.size());
  return made;
}

absl::StatusOr<BackupInfo> ShardBackups::CreateOf(
    uint32_t shard,
    absl::FunctionRef<void(uint64_t bytes_copied)> on_progress) {
  const ShardReplica& copy = *copies_[shard];
  const ShardReplica::OpenStore open = copy.store();
  const absl::Status given_up =
      absl::AbortedError("this replica gave it up meanwhile");
  if (open.store == nullptr || !copy.is_owner()) return given_up;
  const std::string path = ShardPath(backup_dir_, shard);
  std::error_code error;
  fs::create_directories(path, error);
  if (error) return absl::ErrnoToStatus(error.value(), path);
  const auto lock = Lock(path, FileLock::Kind::kExclusive);
  if (!lock.ok()) return lock.status();
  // Opened each time: another replica may have been here since the last one.
  const auto directory = BackupDirectory::Open(path);
  if (!directory.ok()) return directory.status();
  // All copies here have stores of this kind.
  auto made = static_cast<RocksDbShardStore&>(*open.store)
                  .rocksdb()
                  .CreateBackup(**directory, kept_, [&](uint64_t copied) {
                    on_progress(copied);
                    // The copy cannot go on before its store is given back.
                    if (copy.store().store != open.store) {
                      (*directory)->StopCreating();
                    }
                  });
  return absl::IsAborted(made.status()) ? given_up : made;
}

absl::StatusOr<std::vector<StoreBackup>> ShardBackups::List() {
  if (backup_dir_.empty()) return NoBackupDir();
  std::vector<StoreBackup> all;
  for (uint32_t shard = 0; shard < copies_.size(); ++shard) {
    for (const BackupInfo& info :
         BackupDirectory::ListIn(ShardPath(backup_dir_, shard))) {
      all.push_back({.shard = shard, .backup = info});
    }
  }
  return all;
}

absl::StatusOr<StoreBackup> ShardBackups::Verify(std::optional<uint32_t> shard,
                                                 uint32_t id) {
  if (absl::Status status = Check(shard); !status.ok()) return status;
  const std::string path = ShardPath(backup_dir_, *shard);
  if (BackupDirectory::ListIn(path).empty()) return NoBackupOf(*shard);
  const std::lock_guard one_at_a_time(in_use_);
  const auto lock = Lock(path, FileLock::Kind::kShared);
  if (!lock.ok()) return lock.status();
  const auto directory = BackupDirectory::Open(path);
  if (!directory.ok()) return directory.status();
  const auto verified = (*directory)->Verify(id);
  if (!verified.ok()) return AboutShard(*shard, verified.status());
  return StoreBackup{.shard = shard, .backup = *verified};
}

absl::Status ShardBackups::Check(std::optional<uint32_t> shard) const {
  if (backup_dir_.empty()) return NoBackupDir();
  if (shard.has_value() && *shard < copies_.size()) return absl::OkStatus();
  return absl::InvalidArgumentError(
      "shard: is required in a cluster, whose backups are of a shard each: "
      "must be 0 to " +
      std::to_string(copies_.size() - 1));
}

std::vector<MetricSample> ShardBackups::Samples() const {
  std::vector<MetricSample> samples;
  for (uint32_t shard = 0; shard < copies_.size(); ++shard) {
    if (copies_[shard] == nullptr || backup_dir_.empty()) continue;
    samples.push_back(NewestBackupSample(newest_seconds_[shard]));
    samples.back().labels = {{"shard", std::to_string(shard)}};
  }
  return samples;
}

absl::StatusOr<BackupInfo> RestoreShard(const std::string& backup_dir,
                                        uint32_t shard, uint32_t id,
                                        const std::string& data_dir) {
  const std::string path = ShardPath(backup_dir, shard);
  if (BackupDirectory::ListIn(path).empty()) return NoBackupOf(shard);
  const auto lock = Lock(path, FileLock::Kind::kShared);
  if (!lock.ok()) return lock.status();
  const auto backups = BackupDirectory::Open(path);
  if (!backups.ok()) return backups.status();
  auto restored = (*backups)->Restore(id, ShardPath(data_dir, shard));
  if (!restored.ok()) return AboutShard(shard, restored.status());
  return restored;
}

}  // namespace farcall
