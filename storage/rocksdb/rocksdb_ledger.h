// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <rocksdb/write_batch.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "scoring/batch/ledger_store.h"
#include "storage/codec/fact/fact_digests.h"
#include "storage/codec/finding/finding_seal.h"
#include "storage/ledger_records.h"
#include "storage/rocksdb/rocksdb_database.h"

namespace farcall {

// The ledger in a column family of a store. Entries are sealed where
// principals' names are hidden. Thread-safe.
class RocksDbLedger final : public LedgerRecords {
 public:
  // `database` must outlive it.
  RocksDbLedger(RocksDbDatabase& database,
                const std::optional<FindingSeal::Key>& seal_key)
      : database_(database), digests_(database.hash_key()), seal_(seal_key) {}

  absl::StatusOr<std::optional<StoredLedgerEntry>> LoadLedgerEntry(
      std::string_view key) const override;

  // Adds what an entry of the journal has of the ledger.
  void Stage(std::span<const LedgerWrite> writes,
             rocksdb::WriteBatch& batch) const;

  // Keys of all entries of an entity.
  absl::StatusOr<std::vector<std::string>> KeysOf(
      std::string_view tenant, std::string_view entity_key) const;

  // See LedgerStore.
  absl::StatusOr<std::vector<LedgerEntry>> EntriesOf(std::string_view tenant,
                                                     uint32_t day) const;
  absl::StatusOr<std::optional<LedgerStore::Days>> DaysOf(
      std::string_view tenant) const;

  // Forgets days that are `days` or more before the tenant's newest, and all of
  // a tenant that had none for so long by the server's clock.
  absl::Status Expire(uint32_t days, uint32_t now_day);

 private:
  absl::StatusOr<StoredLedgerEntry> Open(std::string_view key,
                                         std::string_view value) const;
  // Whether no entry of the tenant's last day was written within `days`, by the
  // server's clock. True of 0 days.
  absl::StatusOr<bool> IsIdle(std::string_view tenant, uint32_t last,
                              uint32_t days, uint32_t now_day) const;
  absl::Status ExpireTenant(std::string_view tenant, uint32_t days,
                            uint32_t now_day);
  absl::Status Forget(const std::string& begin, const std::string& end);

  RocksDbDatabase& database_;
  const FactDigests digests_;
  const FindingSeal seal_;
};

}  // namespace farcall
