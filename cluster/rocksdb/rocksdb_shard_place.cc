// SPDX-License-Identifier: Apache-2.0
#include "cluster/rocksdb/rocksdb_shard_place.h"

#include "files/replace_directory.h"
#include "storage/rocksdb/backup_directory.h"

namespace farcall {

bool RocksDbShardPlace::Exists() const { return HoldsStore(options_.path); }

absl::StatusOr<std::unique_ptr<ShardStore>> RocksDbShardPlace::Open(
    const std::optional<EventHashKey>& key) {
  RocksDbStoreOptions options = options_;
  // The log is what is durable. What a loss of power takes of the copy is read
  // again.
  options.durability = Durability::kWal;
  options.replicated = {.event_hash_key = key};
  auto store = RocksDbHistogramStore::Open(std::move(options));
  if (!store.ok()) return store.status();
  return std::make_unique<RocksDbShardStore>(*std::move(store));
}

absl::Status RocksDbShardPlace::Replace(
    absl::FunctionRef<absl::Status(const std::string& directory)> fill) {
  return ReplaceDirectory(options_.path, fill);
}

}  // namespace farcall
