// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "storage/rocksdb/rocksdb_histogram_store.h"
#include "tests/storage/forwarding_store.h"
#include "tests/storage/replication/memory_log.h"
#include "tests/storage/rocksdb/rocksdb_testing.h"

namespace farcall {

// Options of a copy of the one shard of tests.
inline RocksDbStoreOptions CopyAt(const std::string& path) {
  RocksDbStoreOptions options = At(path);
  options.replicated.emplace();
  options.replicated->event_hash_key.emplace().fill(3);
  return options;
}

// A copy that owns its shard, whose log is read by it alone.
class ReplicatedStore final : public ForwardingStore {
 public:
  explicit ReplicatedStore(RocksDbStoreOptions options)
      : store_(OpenOrFail(std::move(options))) {
    log_.Attach(*store_->shard_copy(), /*owns=*/true);
  }
  ~ReplicatedStore() override { log_.Detach(*store_->shard_copy()); }

  RocksDbHistogramStore& store() { return *store_; }

 private:
  HistogramStore& target() const override { return *store_; }

  std::unique_ptr<RocksDbHistogramStore> store_;
  MemoryLog log_;
};

}  // namespace farcall
