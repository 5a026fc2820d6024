// SPDX-License-Identifier: Apache-2.0
#include "storage/rocksdb_status.h"

#include <string>

namespace farcall {

absl::Status FromRocksDb(const rocksdb::Status& status,
                         std::string_view doing) {
  if (status.ok()) return absl::OkStatus();
  const std::string message = std::string(doing) + ": " + status.ToString();
  return status.IsCorruption() ? absl::DataLossError(message)
                               : absl::UnavailableError(message);
}

}  // namespace farcall
