// SPDX-License-Identifier: Apache-2.0
#include "server/store_metrics.h"

namespace farcall {
namespace {

MetricSample Sample(MetricSample::Type type, std::string name, std::string help,
                    uint64_t value) {
  return {.name = std::move(name),
          .help = std::move(help),
          .type = type,
          .labels = {},
          .value = static_cast<double>(value)};
}

}  // namespace

std::vector<MetricSample> StoreSamples(const RocksDbHistogramStore& store) {
  constexpr auto kGauge = MetricSample::Type::kGauge;
  constexpr auto kCounter = MetricSample::Type::kCounter;
  const StoreFigures figures = store.figures();
  return {
      Sample(kGauge, "farcall_seen_events",
             "Event ids that are known as counted.", figures.seen_events),
      Sample(kGauge, "farcall_seen_blocks", "Batches that these came in.",
             figures.seen_blocks),
      Sample(kCounter, "farcall_seen_evicted_early_total",
             "Event ids forgotten before their time, since there were more "
             "than seen-events-max.",
             figures.seen_evicted_early),
      Sample(kGauge, "farcall_rocksdb_histograms_estimate",
             "Histograms stored, as RocksDB estimates.",
             figures.histograms_estimate),
      Sample(kGauge, "farcall_rocksdb_table_bytes",
             "Size of the table files that are live.", figures.table_bytes),
      Sample(kGauge, "farcall_rocksdb_memtable_bytes",
             "Memory of what is not in a table file yet.",
             figures.memtable_bytes),
      Sample(kGauge, "farcall_rocksdb_block_cache_bytes",
             "Memory of blocks read from disk.", figures.block_cache_bytes),
      Sample(kGauge, "farcall_rocksdb_pending_compaction_bytes",
             "Bytes that compaction has yet to rewrite.",
             figures.pending_compaction_bytes),
      Sample(kGauge, "farcall_rocksdb_running_flushes", "Flushes that run now.",
             figures.running_flushes),
      Sample(kGauge, "farcall_rocksdb_running_compactions",
             "Compactions that run now.", figures.running_compactions),
      Sample(kCounter, "farcall_rocksdb_background_errors_total",
             "Failed flushes and compactions.", figures.background_errors),
  };
}

}  // namespace farcall
