// SPDX-License-Identifier: Apache-2.0
#include "server/stores/local_backups.h"

#include <utility>

namespace farcall {

LocalBackups::LocalBackups(RocksDbHistogramStore& store, std::string backup_dir,
                           size_t kept)
    : store_(store),
      backup_dir_(std::move(backup_dir)),
      kept_(kept),
      newest_seconds_(backup_dir_.empty()
                          ? 0
                          : BackupDirectory::NewestTimeSeconds(backup_dir_)) {}

absl::StatusOr<std::vector<StoreBackup>> LocalBackups::Create(
    absl::FunctionRef<void(uint64_t bytes_copied)> on_progress) {
  const auto directory = Directory();
  if (!directory.ok()) return directory.status();
  const auto made = store_.CreateBackup(**directory, kept_, on_progress);
  if (!made.ok()) return made.status();
  newest_seconds_ = made->time_seconds;
  return std::vector<StoreBackup>{{.backup = *made}};
}

absl::StatusOr<std::vector<StoreBackup>> LocalBackups::List() {
  const auto directory = Directory();
  if (!directory.ok()) return directory.status();
  std::vector<StoreBackup> list;
  for (const BackupInfo& info : (*directory)->List()) {
    list.push_back({.backup = info});
  }
  return list;
}

absl::StatusOr<StoreBackup> LocalBackups::Verify(std::optional<uint32_t> shard,
                                                 uint32_t id) {
  const auto directory = Directory();
  if (!directory.ok()) return directory.status();
  if (shard.has_value()) {
    return absl::InvalidArgumentError(
        "shard: must not be set: this server is alone, and its store is of no "
        "shard");
  }
  const auto verified = (*directory)->Verify(id);
  if (!verified.ok()) return verified.status();
  return StoreBackup{.backup = *verified};
}

std::vector<MetricSample> LocalBackups::Samples() const {
  if (backup_dir_.empty()) return {};
  return {NewestBackupSample(newest_seconds_)};
}

absl::StatusOr<BackupDirectory*> LocalBackups::Directory() {
  const std::lock_guard lock(mutex_);
  if (directory_ == nullptr) {
    if (backup_dir_.empty()) return NoBackupDir();
    auto opened = BackupDirectory::Open(backup_dir_);
    if (!opened.ok()) return opened.status();
    directory_ = *std::move(opened);
  }
  return directory_.get();
}

}  // namespace farcall
