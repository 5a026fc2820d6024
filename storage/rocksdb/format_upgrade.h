// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "absl/status/status.h"
#include "storage/rocksdb/rocksdb_database.h"

namespace farcall {

// Brings a database of an older format to kStorageFormat; nothing to do for one
// that has it. A crash half way leaves a database that the next call finishes.
// Format 1 kept a record for each histogram, format 2 one for each baseline;
// format 3 may hold feedback with an identity, format 4 changes of baselines,
// format 5 seen events with their alerts, format 6 a journal and records with
// their sequence in it, and each reads what the one before it holds.
absl::Status UpgradeFormat(RocksDbDatabase& database);

}  // namespace farcall
