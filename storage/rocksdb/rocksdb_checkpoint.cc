// SPDX-License-Identifier: Apache-2.0
#include <rocksdb/utilities/checkpoint.h>

#include <filesystem>
#include <memory>

#include "storage/rocksdb/rocksdb_histogram_store.h"
#include "storage/rocksdb/rocksdb_status.h"

namespace farcall {

absl::Status RocksDbHistogramStore::CreateCheckpoint(
    const std::string& directory) {
  absl::Status status = Health();
  if (!status.ok()) return status;
  rocksdb::Checkpoint* made = nullptr;
  rocksdb::Status done = rocksdb::Checkpoint::Create(&database_->db(), &made);
  const std::unique_ptr<rocksdb::Checkpoint> checkpoint(made);
  // Memory is written out first, so that little of the log is copied.
  if (done.ok()) {
    done = checkpoint->CreateCheckpoint(
        std::filesystem::absolute(directory).string());
  }
  return FromRocksDb(done, "cannot make a checkpoint in " + directory);
}

}  // namespace farcall
