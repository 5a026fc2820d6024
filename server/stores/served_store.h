// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "scoring/batch/fact_store.h"
#include "scoring/batch/finding_store.h"
#include "scoring/batch/histogram_store.h"
#include "scoring/batch/ledger_store.h"
#include "server/stores/store_backups.h"
#include "server/telemetry/sampled_metrics.h"
#include "storage/rocksdb/rocksdb_histogram_store.h"

namespace farcall {

// The store that the server keeps its baselines in, as its other parts see it:
// on this machine alone (LocalStore), or of a cluster (ClusterMember).
// Thread-safe.
class ServedStore {
 public:
  virtual ~ServedStore() = default;

  // The store as calls see it: with their principals' names, which may be
  // pseudonyms where they lie. All four are the same store.
  virtual HistogramStore& histograms() = 0;
  virtual FindingStore& findings() = 0;
  virtual const FactStore& facts() = 0;
  virtual const LedgerStore& ledger() = 0;

  // Why calls would not be answered now; OK where they would.
  virtual absl::Status Health() const = 0;
  // Of all that lies on this machine.
  virtual StoreFigures figures() const = 0;
  virtual std::vector<MetricSample> Samples() const = 0;

  // Forgets calls, and days of the ledger, that were kept long enough.
  virtual absl::Status ExpireKept(int64_t now_micros) = 0;
  // Rewrites all table files without what was overwritten or deleted.
  virtual absl::Status Compact() = 0;
  virtual StoreBackups& backups() = 0;

  // Gives up what another machine can take over. Updates fail from then on, and
  // calls are still answered by others.
  virtual void Release() {}
};

}  // namespace farcall
