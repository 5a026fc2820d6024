// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "server/app/operator_desk.h"
#include "server/telemetry/sampled_metrics.h"
#include "storage/rocksdb/rocksdb_histogram_store.h"

namespace farcall {

// What the store counts itself, for a scrape.
std::vector<MetricSample> StoreSamples(const StoreFigures& figures);

// When the newest backup was made, for a scrape.
std::vector<MetricSample> BackupSamples(const OperatorDesk& desk);

}  // namespace farcall
