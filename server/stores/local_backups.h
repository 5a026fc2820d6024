// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "server/stores/store_backups.h"
#include "storage/rocksdb/rocksdb_histogram_store.h"

namespace farcall {

// Of the store of a server alone.
class LocalBackups final : public StoreBackups {
 public:
  // Keeps so many (>= 1) in `backup_dir`; empty = there is no place for them.
  // `store` must outlive it.
  LocalBackups(RocksDbHistogramStore& store, std::string backup_dir,
               size_t kept);

  absl::StatusOr<std::vector<StoreBackup>> Create(
      absl::FunctionRef<void(uint64_t bytes_copied)> on_progress) override;
  absl::StatusOr<std::vector<StoreBackup>> List() override;
  absl::StatusOr<StoreBackup> Verify(std::optional<uint32_t> shard,
                                     uint32_t id) override;
  std::vector<MetricSample> Samples() const override;

 private:
  // Opened when it is first asked for: the directory may be a volume that comes
  // late.
  absl::StatusOr<BackupDirectory*> Directory();

  RocksDbHistogramStore& store_;
  const std::string backup_dir_;
  const size_t kept_;
  // Unix time of the newest backup known; 0 = none. Kept here, since RocksDB
  // answers nothing while a backup is made.
  std::atomic<int64_t> newest_seconds_;
  std::mutex mutex_;
  std::unique_ptr<BackupDirectory> directory_{};  // under mutex_
};

}  // namespace farcall
