// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "storage/rocksdb/rocksdb_histogram_store.h"
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
class ReplicatedStore final : public HistogramStore {
 public:
  explicit ReplicatedStore(RocksDbStoreOptions options)
      : store_(OpenOrFail(std::move(options))) {
    log_.Attach(*store_->shard_copy(), /*owns=*/true);
  }
  ~ReplicatedStore() override { log_.Detach(*store_->shard_copy()); }

  RocksDbHistogramStore& store() { return *store_; }

  absl::StatusOr<Ticket> Apply(
      const Query& query, absl::FunctionRef<Changed(Stored)> change) override {
    return store_->Apply(query, change);
  }
  std::optional<absl::Status> WhenDurable(Ticket ticket,
                                          OnDurable on_durable) override {
    return store_->WhenDurable(ticket, std::move(on_durable));
  }
  absl::Status Read(const Query& query,
                    absl::FunctionRef<void(Stored)> read) const override {
    return store_->Read(query, read);
  }
  absl::StatusOr<Page> List(std::string_view tenant, EntityKind kind,
                            std::string_view name_prefix,
                            std::string_view after,
                            size_t limit) const override {
    return store_->List(tenant, kind, name_prefix, after, limit);
  }
  absl::StatusOr<FeedbackPage> ListFeedback(std::string_view tenant,
                                            std::string_view principal,
                                            std::string_view next,
                                            size_t limit) const override {
    return store_->ListFeedback(tenant, principal, next, limit);
  }
  absl::StatusOr<int64_t> Delete(const EntityKey& entity) override {
    return store_->Delete(entity);
  }
  absl::Status Health() const override { return store_->Health(); }

 private:
  std::unique_ptr<RocksDbHistogramStore> store_;
  MemoryLog log_;
};

}  // namespace farcall
