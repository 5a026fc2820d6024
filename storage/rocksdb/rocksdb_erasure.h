// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <rocksdb/write_batch.h>

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/rocksdb/rocksdb_database.h"

namespace farcall {

// A deleted key stays in RocksDB's files until they are rewritten. From the
// moment of the deletion until EraseTraces is done `meta` says so, without the
// name: after a crash in between the next Open finishes the work.
void MarkErasurePending(const RocksDbDatabase& database,
                        rocksdb::WriteBatch& batch);
absl::StatusOr<bool> IsErasurePending(const RocksDbDatabase& database);

// Removes the records that are empty: of deletions that did not finish. The
// journal must be trimmed.
absl::Status RemoveEmptyRecords(const RocksDbDatabase& database);

// Rewrites every file that may hold a deleted record whose key starts with
// `prefix` (empty: any), a deleted entry of the audit whose key starts with
// `feedback_prefix`, a deleted finding, call, term or entry of the ledger whose
// key starts with `tenant_prefix` (empty: any), or a trimmed group of the
// journal: log, tables, manifest. Takes as long as it takes to rewrite the
// tables that hold keys nearby; updates go on meanwhile.
absl::Status EraseTraces(const RocksDbDatabase& database,
                         const std::string& prefix,
                         const std::string& feedback_prefix,
                         const std::string& tenant_prefix);

}  // namespace farcall
