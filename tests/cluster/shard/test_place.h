// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "cluster/shard/shard_store.h"
#include "files/replace_directory.h"
#include "storage/rocksdb/rocksdb_histogram_store.h"
#include "tests/storage/rocksdb/rocksdb_testing.h"

namespace farcall {

class TestStore final : public ShardStore {
 public:
  TestStore(std::unique_ptr<RocksDbHistogramStore> store,
            const EventHashKey& key)
      : store_(std::move(store)), key_(key) {}

  ShardCopy& copy() override { return *store_->shard_copy(); }
  const EventHashKey& event_hash_key() const override { return key_; }
  HistogramStore& histograms() override { return *store_; }
  FindingStore& findings() override { return *store_; }
  const FactStore& facts() const override { return *store_; }
  const LedgerStore& ledger() const override { return *store_; }
  absl::Status CreateCheckpoint(const std::string& directory) override {
    return store_->CreateCheckpoint(directory);
  }

 private:
  const std::unique_ptr<RocksDbHistogramStore> store_;
  const EventHashKey key_;
};

class TestPlace final : public ShardStorePlace {
 public:
  explicit TestPlace(std::string path,
                     std::function<void(RocksDbStoreOptions&)> change = nullptr)
      : path_(std::move(path)), change_(std::move(change)) {}

  bool Exists() const override { return std::filesystem::exists(path_); }
  absl::StatusOr<std::unique_ptr<ShardStore>> Open(
      const std::optional<EventHashKey>& key) override {
    RocksDbStoreOptions options = At(path_);
    options.durability = Durability::kWal;
    options.replicated.emplace().event_hash_key = key;
    if (change_) change_(options);
    auto store = RocksDbHistogramStore::Open(options);
    if (!store.ok()) return store.status();
    const EventHashKey its_key = (*store)->event_hash_key();
    return std::make_unique<TestStore>(*std::move(store), its_key);
  }
  absl::Status Replace(
      absl::FunctionRef<absl::Status(const std::string& directory)> fill)
      override {
    return ReplaceDirectory(path_, fill);
  }

 private:
  const std::string path_;
  const std::function<void(RocksDbStoreOptions&)> change_;
};

}  // namespace farcall
