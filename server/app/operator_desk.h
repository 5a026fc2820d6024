// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "server/app/origin_databases.h"
#include "server/auth/authorizer.h"
#include "server/rpc/operations.h"
#include "server/stores/served_store.h"
#include "server/telemetry/sampled_metrics.h"

namespace farcall {

// Does what operators ask with the parts of the running server.
class OperatorDesk final : public Operations {
 public:
  struct Parts {
    ServedStore& store;
    OriginDatabases& origins;
    Authorizer& authorizer;
    Log& log;
    std::string backup_dir;  // empty = there is no place for backups
    size_t backups_kept;
  };

  // What `parts` refers to must outlive it.
  explicit OperatorDesk(Parts parts);

  absl::StatusOr<v1::Backup> CreateBackup(
      absl::FunctionRef<void(uint64_t bytes_copied)> on_progress) override;
  absl::StatusOr<std::vector<v1::Backup>> ListBackups() override;
  absl::StatusOr<v1::Backup> VerifyBackup(uint32_t id) override;
  absl::StatusOr<v1::CompactResponse> Compact() override;
  v1::GetStatisticsResponse Statistics() override;
  void SetLogLevel(LogLevel level) override;
  absl::StatusOr<std::vector<std::string>> Reload() override;

  // Copies a backup of `backup_dir` (0 = the newest) to where a store is to be.
  static absl::StatusOr<v1::Backup> Restore(const std::string& backup_dir,
                                            uint32_t id,
                                            const std::string& data_dir);

  // When the newest backup was made, for a scrape.
  std::vector<MetricSample> BackupSamples() const;

  // Takes up changed tokens and policy, and says so in the log.
  std::vector<Authorizer::FileState> ReloadIdentity();

 private:
  // Opened when it is first asked for: the directory may be a volume that comes
  // late.
  absl::StatusOr<BackupDirectory*> Backups();

  const Parts parts_;
  const int64_t started_seconds_;
  // Unix time of the newest backup known; 0 = none. Kept here, since RocksDB
  // answers nothing while a backup is made.
  std::atomic<int64_t> last_backup_seconds_;
  std::mutex backups_mutex_;
  std::unique_ptr<BackupDirectory> backups_;
};

}  // namespace farcall
