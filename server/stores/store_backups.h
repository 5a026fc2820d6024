// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/telemetry/sampled_metrics.h"
#include "storage/rocksdb/backup_directory.h"

namespace farcall {

struct StoreBackup {
  std::optional<uint32_t> shard{};  // nothing = of a server alone
  BackupInfo backup{};
};

// Backups in backup-dir of what a server keeps. Thread-safe. All are
// FAILED_PRECONDITION where backup-dir is empty.
class StoreBackups {
 public:
  virtual ~StoreBackups() = default;

  // Of the store, or of each shard that is owned at this moment: none where
  // none is. Tells the bytes copied in all from time to time. ABORTED while
  // another one is being made, or in a cluster verified. After an error the
  // backups of other shards may have been made.
  virtual absl::StatusOr<std::vector<StoreBackup>> Create(
      absl::FunctionRef<void(uint64_t bytes_copied)> on_progress) = 0;

  // By shard, the oldest first.
  virtual absl::StatusOr<std::vector<StoreBackup>> List() = 0;

  // Reads a backup (0 = the newest) and compares its checksums.
  // INVALID_ARGUMENT without a shard in a cluster, or with one elsewhere;
  // NOT_FOUND; DATA_LOSS that names what is wrong.
  virtual absl::StatusOr<StoreBackup> Verify(std::optional<uint32_t> shard,
                                             uint32_t id) = 0;

  // When the newest were made, for a scrape.
  virtual std::vector<MetricSample> Samples() const = 0;
};

// What both kinds say alike.
absl::Status NoBackupDir();
MetricSample NewestBackupSample(int64_t time_seconds);

}  // namespace farcall
