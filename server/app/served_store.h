// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>

#include "absl/status/statusor.h"
#include "logging/json_log.h"
#include "scoring/batch/fact_store.h"
#include "scoring/batch/finding_store.h"
#include "scoring/batch/histogram_store.h"
#include "server/config/config.h"
#include "server/telemetry/metrics.h"
#include "storage/pseudonymous_facts.h"
#include "storage/pseudonymous_store.h"
#include "storage/pseudonyms.h"
#include "storage/rocksdb/rocksdb_histogram_store.h"

namespace farcall {

// How the settings say that the store is to be opened, timed for the metrics
// and the traces. `metrics` and `log` must outlive the store.
RocksDbStoreOptions StoreOptions(const Config& config,
                                 const std::optional<Pseudonyms>& pseudonyms,
                                 StoreMetrics& metrics, Log& log);

// The store that the server keeps its baselines in.
class ServedStore {
 public:
  // Warns where no backup can be made. `metrics` and `log` must outlive it.
  static absl::StatusOr<std::unique_ptr<ServedStore>> Open(
      const Config& config, StoreMetrics& metrics, Log& log);

  RocksDbHistogramStore& rocksdb() { return *store_; }
  const RocksDbHistogramStore& rocksdb() const { return *store_; }

  // The store as calls see it.
  HistogramStore& histograms();
  // With their principals' names, which are sealed where they lie.
  FindingStore& findings();
  // Calls that are kept, asked for by names.
  FactStore& facts();
  // The oddest calls of days, with names.
  LedgerStore& ledger();

 private:
  ServedStore() = default;

  std::unique_ptr<RocksDbHistogramStore> store_;
  std::unique_ptr<PseudonymousStore> pseudonymous_store_;  // null = names
  std::unique_ptr<PseudonymousFacts> pseudonymous_facts_;  // null = names
};

}  // namespace farcall
