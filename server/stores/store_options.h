// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "logging/json_log.h"
#include "server/config/config.h"
#include "server/telemetry/metrics.h"
#include "storage/pseudonyms.h"
#include "storage/rocksdb/rocksdb_store_options.h"

namespace farcall {

// How the settings say that the store is to be opened, timed for the metrics
// and the traces. `metrics` and `log` must outlive the store.
RocksDbStoreOptions StoreOptions(const Config& config,
                                 const std::optional<Pseudonyms>& pseudonyms,
                                 StoreMetrics& metrics, Log& log);

// Nothing without pseudonym-key-file.
absl::StatusOr<std::optional<Pseudonyms>> ReadPseudonyms(const Config& config);

// Whether a file can be made in the directory, which need not be there. Leaves
// nothing behind. FAILED_PRECONDITION names setting and path.
absl::Status CheckDirectory(const std::string& setting,
                            const std::string& path);

}  // namespace farcall
