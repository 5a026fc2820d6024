// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "server/sampled_metrics.h"
#include "storage/rocksdb_histogram_store.h"

namespace farcall {

// RocksDB's figures as series, for a scrape.
std::vector<MetricSample> StoreSamples(const RocksDbHistogramStore& store);

}  // namespace farcall
