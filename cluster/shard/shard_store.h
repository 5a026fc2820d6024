// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cluster/rules/log_record.h"
#include "scoring/batch/fact_store.h"
#include "scoring/batch/finding_store.h"
#include "scoring/batch/histogram_store.h"
#include "scoring/batch/ledger_store.h"
#include "storage/replication/shard_copy.h"

namespace farcall {

using EventHashKey = std::array<uint8_t, kEventHashKeyBytes>;

// The store of one copy of a shard, while it is open.
class ShardStore {
 public:
  virtual ~ShardStore() = default;

  virtual ShardCopy& copy() = 0;
  virtual const EventHashKey& event_hash_key() const = 0;
  // All four are the same store.
  virtual HistogramStore& histograms() = 0;
  virtual FindingStore& findings() = 0;
  virtual const FactStore& facts() const = 0;
  virtual const LedgerStore& ledger() const = 0;

  // Makes the directory, with the store as it is at one moment. Calls and
  // writes go on meanwhile.
  virtual absl::Status CreateCheckpoint(const std::string& directory) = 0;
};

// Where the store of one copy lies.
class ShardStorePlace {
 public:
  virtual ~ShardStorePlace() = default;

  virtual bool Exists() const = 0;
  // Opens what is there, or makes it with `key`. FAILED_PRECONDITION where it
  // is there with another key.
  virtual absl::StatusOr<std::unique_ptr<ShardStore>> Open(
      const std::optional<EventHashKey>& key) = 0;
  // Puts what `fill` writes into an empty directory in the place of the store,
  // which is not open. After an error the place is as it was.
  virtual absl::Status Replace(
      absl::FunctionRef<absl::Status(const std::string& directory)> fill) = 0;
};

}  // namespace farcall
