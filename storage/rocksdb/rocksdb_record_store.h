// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "storage/record_store.h"
#include "storage/rocksdb/rocksdb_database.h"

namespace farcall {

// Records in a RocksDB database. What Save writes is not synced by itself: it
// lies in the log before the trim of the journal that relies on it.
class RocksDbRecordStore final : public RecordStore {
 public:
  // `database` must outlive it.
  explicit RocksDbRecordStore(RocksDbDatabase& database)
      : database_(database) {}

  std::vector<Loaded> Load(
      std::span<const std::string_view> keys) const override;
  absl::Status Save(std::span<const EncodedRecord> records) override;
  absl::Status Remove(std::string_view key) override;

 private:
  RocksDbDatabase& database_;
};

}  // namespace farcall
