// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "cluster/shard/shard_store.h"
#include "storage/rocksdb/rocksdb_histogram_store.h"

namespace farcall {

// A copy of a shard in a RocksDB database of its own.
class RocksDbShardStore final : public ShardStore {
 public:
  explicit RocksDbShardStore(std::unique_ptr<RocksDbHistogramStore> store)
      : store_(std::move(store)) {}

  RocksDbHistogramStore& rocksdb() { return *store_; }

  ShardCopy& copy() override { return *store_->shard_copy(); }
  const EventHashKey& event_hash_key() const override {
    return store_->event_hash_key();
  }
  HistogramStore& histograms() override { return *store_; }
  FindingStore& findings() override { return *store_; }
  const FactStore& facts() const override { return *store_; }
  const LedgerStore& ledger() const override { return *store_; }
  absl::Status CreateCheckpoint(const std::string& directory) override {
    return store_->CreateCheckpoint(directory);
  }

 private:
  const std::unique_ptr<RocksDbHistogramStore> store_;
};

// The directory of such a database.
class RocksDbShardPlace : public ShardStorePlace {
 public:
  // `options.path` is the directory; the rest as for a store of its own.
  explicit RocksDbShardPlace(RocksDbStoreOptions options)
      : options_(std::move(options)) {}

  bool Exists() const override;
  absl::StatusOr<std::unique_ptr<ShardStore>> Open(
      const std::optional<EventHashKey>& key) override;
  absl::Status Replace(
      absl::FunctionRef<absl::Status(const std::string& directory)> fill)
      override;

 private:
  const RocksDbStoreOptions options_;
};

}  // namespace farcall
