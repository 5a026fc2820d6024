// SPDX-License-Identifier: Apache-2.0
#include "storage/rocksdb/rocksdb_status.h"

#include <string>

namespace farcall {

absl::Status FromRocksDb(const rocksdb::Status& status,
                         std::string_view doing) {
  if (status.ok()) return absl::OkStatus();
  const std::string message = std::string(doing) + ": " + status.ToString();
  return status.IsCorruption() ? absl::DataLossError(message)
                               : absl::UnavailableError(message);
}

absl::Status StoreDamaged(const std::string& path, const absl::Status& why) {
  return absl::DataLossError(
      "store " + path + " is damaged: " + std::string(why.message()) +
      "; restore a backup (--restore-backup), or, where only the write-ahead "
      "log (*.log) is damaged, keep what lies before it (--repair-log)");
}

}  // namespace farcall
