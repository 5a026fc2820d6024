// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <rocksdb/db.h>

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "storage/rocksdb/rocksdb_store_options.h"

namespace farcall {

// The column families of a store, in the order of RocksDbDatabase's handles
// (docs/storage_format.md). Baselines were one record for each histogram once;
// the name has stayed.
inline constexpr std::array<std::string_view, 11> kFamilies = {
    "default",  "histograms",  "seen",         "journal",
    "findings", "finding_log", "events",       "terms",
    "call_log", "ledger",      "seen_segments"};

// Of RocksDbStoreOptions::write_buffer_bytes.
inline constexpr uint64_t kWriteBufferBytesMin = 64 << 10;

// Their options: how each is written, compacted and cached.
std::vector<rocksdb::ColumnFamilyDescriptor> OurFamilies(
    const RocksDbStoreOptions& options);

}  // namespace farcall
