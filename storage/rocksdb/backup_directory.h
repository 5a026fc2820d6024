// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace rocksdb {
class BackupEngine;
class DB;
}  // namespace rocksdb

namespace farcall {

struct BackupInfo {
  uint32_t id = 0;  // from 1 on
  int64_t time_seconds = 0;
  uint64_t bytes = 0;  // of its files, also those that other backups share
  uint32_t files = 0;
};

// Whether a restore into `data_dir` began and did not finish: it holds a part
// of a store.
bool RestoreIsUnfinished(const std::string& data_dir);

// Whether `data_dir` holds a whole store.
bool HoldsStore(const std::string& data_dir);

// Backups of one store in a directory, which share the table files that did not
// change from one to the next. Thread-safe.
class BackupDirectory {
 public:
  // Made if it is not there.
  static absl::StatusOr<std::unique_ptr<BackupDirectory>> Open(
      const std::string& path);
  ~BackupDirectory();

  // As List(), of a directory that need not be there or be opened; nothing
  // where it cannot be read. Writes nothing.
  static std::vector<BackupInfo> ListIn(const std::string& path);

  // Unix time of the newest backup in `path`, in seconds; 0 = there is none, or
  // it cannot be read. Writes nothing.
  static int64_t NewestTimeSeconds(const std::string& path);

  // Oldest first; those that are damaged at first sight are left out.
  std::vector<BackupInfo> List() const;

  // Copies `db` as it is at one moment while it goes on to be written, then
  // removes the oldest backups beyond `kept` (>= 1). Tells the bytes copied
  // from time to time. ABORTED while another one is being made.
  absl::StatusOr<BackupInfo> Create(
      rocksdb::DB& db, size_t kept,
      absl::FunctionRef<void(uint64_t bytes_copied)> on_progress);

  // Has the backup that is being made end soon, with ABORTED, also from its
  // `on_progress`. None can be made by this object from then on.
  void StopCreating();

  // Reads a backup (0 = the newest) and compares its checksums. NOT_FOUND;
  // DATA_LOSS that names what is wrong.
  absl::StatusOr<BackupInfo> Verify(uint32_t id) const;

  // Verifies a backup (0 = the newest) and copies it to `data_dir`, which must
  // be empty or hold a restore that did not finish: FAILED_PRECONDITION. The
  // directory `lost+found` of a file system's root does not count.
  absl::StatusOr<BackupInfo> Restore(uint32_t id, const std::string& data_dir);

 private:
  explicit BackupDirectory(std::unique_ptr<rocksdb::BackupEngine> engine);

  absl::StatusOr<BackupInfo> Find(uint32_t id) const;

  std::unique_ptr<rocksdb::BackupEngine> engine_;
  std::mutex creation_mutex_;
};

}  // namespace farcall
