// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "cluster/shard/shard_replica.h"
#include "server/stores/store_backups.h"

namespace farcall {

// Of the shards of a cluster: each has a directory of its own in backup-dir,
// `shard-007`. A replica makes those of the shards that it owns.
//
// Replicas may share backup-dir, where its file system knows locks: a shard's
// directory is locked while a backup is made (alone) or read (with others).
class ShardBackups final : public StoreBackups {
 public:
  // `copies` by shard, whose stores are RocksDbShardStores; nullptr = this
  // replica holds no copy of it. They must outlive it. Keeps so many (>= 1) of
  // each shard; an empty `backup_dir` is no place for any.
  ShardBackups(std::vector<const ShardReplica*> copies, std::string backup_dir,
               size_t kept);

  // ABORTED of a shard that is given up meanwhile, or while another replica
  // makes or reads a backup of it.
  absl::StatusOr<std::vector<StoreBackup>> Create(
      absl::FunctionRef<void(uint64_t bytes_copied)> on_progress) override;
  // Of all shards in backup-dir, also of those that others back up there.
  absl::StatusOr<std::vector<StoreBackup>> List() override;
  // ABORTED while another replica makes a backup of the shard.
  absl::StatusOr<StoreBackup> Verify(std::optional<uint32_t> shard,
                                     uint32_t id) override;
  // By shard, of those that this replica holds a copy of. Others' backups on a
  // volume that is shared are seen at the start.
  std::vector<MetricSample> Samples() const override;

 private:
  absl::StatusOr<BackupInfo> CreateOf(
      uint32_t shard,
      absl::FunctionRef<void(uint64_t bytes_copied)> on_progress);
  // FAILED_PRECONDITION or INVALID_ARGUMENT.
  absl::Status Check(std::optional<uint32_t> shard) const;

  const std::vector<const ShardReplica*> copies_;
  const std::string backup_dir_;
  const size_t kept_;
  // Unix time of the newest backup known of each shard; 0 = none.
  std::vector<std::atomic<int64_t>> newest_seconds_;
  std::mutex in_use_;  // while backups are made or verified
};

// Copies a backup (0 = the newest) of a shard from `backup_dir` to its place in
// `data_dir`, as BackupDirectory::Restore.
absl::StatusOr<BackupInfo> RestoreShard(const std::string& backup_dir,
                                        uint32_t shard, uint32_t id,
                                        const std::string& data_dir);

}  // namespace farcall
