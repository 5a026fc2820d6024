// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "cluster/shard/shard_replica.h"
#include "server/telemetry/sampled_metrics.h"
#include "storage/rocksdb/rocksdb_histogram_store.h"

namespace farcall {

// What the copies of this replica have of the logs, all together.
struct LogFigures {
  int64_t lag_records = 0;  // yet to be read
  bool is_reachable = false;
};

// Of the copies that this replica holds, for a scrape.
std::vector<MetricSample> ClusterSamples(
    std::span<const ShardReplica::Status> copies, const LogFigures& log);

// Adds the figures of one store to those of others.
void Add(const StoreFigures& figures, StoreFigures& sum);

}  // namespace farcall
