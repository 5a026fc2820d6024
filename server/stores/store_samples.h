// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "server/telemetry/sampled_metrics.h"
#include "storage/rocksdb/rocksdb_histogram_store.h"

namespace farcall {

// What the store counts itself, for a scrape.
std::vector<MetricSample> StoreSamples(const StoreFigures& figures);

}  // namespace farcall
