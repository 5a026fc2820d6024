// SPDX-License-Identifier: Apache-2.0
#include "server/stores/data_dir.h"

#include <filesystem>
#include <system_error>

#include "absl/strings/str_format.h"
#include "storage/rocksdb/backup_directory.h"

namespace farcall {
namespace {

namespace fs = std::filesystem;

constexpr const char* kShardPrefix = "shard-";

}  // namespace

std::string ShardPath(const std::string& data_dir, uint32_t shard) {
  return (fs::path(data_dir) / absl::StrFormat("%s%03d", kShardPrefix, shard))
      .string();
}

absl::Status CheckHoldsNoShards(const std::string& data_dir) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(data_dir, error)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with(kShardPrefix)) continue;
    return absl::FailedPreconditionError(
        "data-dir: " + data_dir + " holds " + name +
        " of a cluster: set cluster-log, or another data-dir");
  }
  return absl::OkStatus();
}

absl::Status CheckHoldsNoStore(const std::string& data_dir) {
  if (!HoldsStore(data_dir)) return absl::OkStatus();
  return absl::FailedPreconditionError(
      "data-dir: " + data_dir +
      " holds the store of a single server: a replica of a cluster begins with "
      "a data-dir of its own");
}

}  // namespace farcall
