// SPDX-License-Identifier: Apache-2.0
#include "server/stores/restore.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "server/stores/cluster_options.h"
#include "server/stores/data_dir.h"
#include "server/stores/shard_backups.h"
#include "storage/rocksdb/backup_directory.h"

namespace farcall {
namespace {

bool IsKept(const RestoreOrder& order, const std::string& path) {
  return order.existing_store == ExistingStore::kKeep && HoldsStore(path);
}

std::string KeptLine(const std::string& path) {
  return path + " holds a store: nothing is restored.\n";
}

std::string RestoredLine(const BackupInfo& backup, const std::string& from,
                         const std::string& to) {
  return "Backup " + std::to_string(backup.id) + " of " + from +
         " is restored into " + to + ": " + std::to_string(backup.files) +
         " files, " + std::to_string(backup.bytes) + " bytes.\n";
}

absl::StatusOr<std::string> RestoreStore(const Config& config,
                                         const RestoreOrder& order) {
  if (IsKept(order, config.data_dir)) return KeptLine(config.data_dir);
  const auto backups = BackupDirectory::Open(config.backup_dir);
  if (!backups.ok()) return backups.status();
  const auto restored = (*backups)->Restore(order.backup, config.data_dir);
  if (!restored.ok()) return restored.status();
  return RestoredLine(*restored, config.backup_dir, config.data_dir);
}

absl::StatusOr<std::string> RestoreOneShard(const Config& config,
                                            const RestoreOrder& order,
                                            uint32_t shard) {
  const std::string place = ShardPath(config.data_dir, shard);
  if (IsKept(order, place)) return KeptLine(place);
  const auto restored =
      RestoreShard(config.backup_dir, shard, order.backup, config.data_dir);
  if (!restored.ok()) return restored.status();
  return RestoredLine(*restored, ShardPath(config.backup_dir, shard), place);
}

// Of this replica.
std::vector<uint32_t> ShardsOf(const Config& config) {
  std::vector<uint32_t> shards;
  for (uint32_t shard = 0; shard < config.cluster_shards; ++shard) {
    if (ShardOptions(config, std::nullopt, shard).has_value()) {
      shards.push_back(shard);
    }
  }
  return shards;
}

absl::StatusOr<std::string> RestoreAllShards(
    const Config& config, const RestoreOrder& order,
    const std::vector<uint32_t>& shards) {
  std::string lines;
  std::string without;
  for (const uint32_t shard : shards) {
    const auto done = RestoreOneShard(config, order, shard);
    if (absl::IsNotFound(done.status())) {
      without += (without.empty() ? "" : ", ") + std::to_string(shard);
    } else if (!done.ok()) {
      return done.status();
    } else {
      lines += *done;
    }
  }
  if (without.empty()) return lines;
  without = "There is no backup in " + config.backup_dir + " of shards " +
            without + ".\n";
  if (lines.empty() && order.existing_store == ExistingStore::kRefuse) {
    without.pop_back();
    return absl::NotFoundError(without);
  }
  return lines + without;
}

}  // namespace

absl::StatusOr<std::string> RestoreStores(const Config& config,
                                          const RestoreOrder& order) {
  if (config.cluster_log == Config::ClusterLog::kNone) {
    return RestoreStore(config, order);
  }
  if (absl::Status usable = CheckHoldsNoStore(config.data_dir); !usable.ok()) {
    return usable;
  }
  const std::vector<uint32_t> shards = ShardsOf(config);
  if (!order.shard.has_value()) return RestoreAllShards(config, order, shards);
  if (std::ranges::count(shards, *order.shard) == 0) {
    return absl::FailedPreconditionError(
        "this replica, " + config.cluster_replica +
        ", holds no copy of shard " + std::to_string(*order.shard));
  }
  return RestoreOneShard(config, order, *order.shard);
}

}  // namespace farcall
