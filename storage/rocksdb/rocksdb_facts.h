// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "scoring/batch/fact_store.h"
#include "storage/codec/fact/fact_digests.h"
#include "storage/codec/finding/finding_seal.h"
#include "storage/rocksdb/rocksdb_database.h"

namespace farcall {

// Calls that are kept, and terms, in two column families of a store: those that
// FactSorter has sorted. Blocks of calls are sealed where principals' names are
// hidden. Thread-safe.
class RocksDbFacts {
 public:
  // `database` must outlive it.
  RocksDbFacts(RocksDbDatabase& database,
               const std::optional<FindingSeal::Key>& seal_key)
      : database_(database), digests_(database.hash_key()), seal_(seal_key) {}

  // Keys of all that is kept of an entity.
  absl::StatusOr<std::vector<std::string>> BlockKeysOf(
      std::string_view tenant, std::string_view entity_key) const;
  absl::StatusOr<std::vector<std::string>> TermKeysOf(
      std::string_view tenant, std::string_view entity_key) const;

  // See FactStore.
  absl::StatusOr<FactStore::Facts> FactsOf(std::string_view tenant,
                                           std::string_view entity_key,
                                           int64_t from_seconds,
                                           int64_t to_seconds) const;
  absl::StatusOr<TermUses> UsesOf(std::string_view tenant, TermKind kind,
                                  std::string_view term, size_t limit) const;
  absl::StatusOr<TermUses> UsesOfKind(std::string_view tenant, TermKind kind,
                                      size_t limit) const;
  absl::StatusOr<int64_t> KeptSince(std::string_view tenant) const;

  // Forgets calls of hours that are `hours` or more before the tenant's newest;
  // all of a tenant that had none for so long by the server's clock; and the
  // oldest hours of all tenants where calls take more than `bytes_max`.
  absl::Status Expire(uint32_t hours, uint64_t bytes_max, uint32_t now_hour);

  // Bytes that calls and terms take, on disk and in memory.
  uint64_t bytes() const;

 private:
  // Calls `take` with each block of an entity within hours, both included, in
  // the order of hours.
  absl::Status ForEachBlock(
      std::string_view tenant, std::string_view entity_key, uint32_t from_hour,
      uint32_t to_hour,
      absl::FunctionRef<absl::Status(uint32_t hour, std::string_view key,
                                     std::string_view value)>
          take) const;

  // Those of terms whose keys begin with `prefix`, latest first.
  absl::StatusOr<TermUses> UsesWith(const std::string& prefix,
                                    size_t limit) const;

  // The hours of a tenant's first and last block.
  struct Span {
    std::string tenant{};
    uint32_t first_hour = 0;
    uint32_t last_hour = 0;
    uint32_t last_written_hour = 0;
  };
  absl::StatusOr<std::vector<Span>> Spans() const;
  // Forgets hours before one; nothing = all.
  absl::Status Forget(std::string_view tenant, std::optional<uint32_t> before);
  absl::Status ForgetAll();
  absl::Status ForgetOldest(uint64_t bytes_max);

  RocksDbDatabase& database_;
  const FactDigests digests_;
  const FindingSeal seal_;
};

}  // namespace farcall
