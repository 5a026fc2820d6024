// SPDX-License-Identifier: Apache-2.0
#include "server/stores/store_samples.h"

#include <cstdint>
#include <string>
#include <utility>

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

std::vector<MetricSample> StoreSamples(const StoreFigures& figures) {
  constexpr auto kGauge = MetricSample::Type::kGauge;
  constexpr auto kCounter = MetricSample::Type::kCounter;
  return {
      Sample(kGauge, "farcall_seen_events",
             "Event ids that are known as counted.", figures.seen_events),
      Sample(kGauge, "farcall_seen_blocks", "Batches that these came in.",
             figures.seen_blocks),
      Sample(kCounter, "farcall_seen_evicted_early_total",
             "Event ids forgotten before seen-window-seconds had passed, "
             "because seen-events-max was reached.",
             figures.seen_evicted_early),
      Sample(kGauge, "farcall_seen_memory_bytes",
             "Memory of the event ids that came last.",
             figures.seen_memory_bytes),
      Sample(kGauge, "farcall_seen_segment_events",
             "Of farcall_seen_events, those that are on disk alone.",
             figures.seen_segment_events),
      Sample(kGauge, "farcall_seen_segments",
             "Segments on disk that these are in: each lookup of an event id "
             "asks a filter of each.",
             figures.seen_segments),
      Sample(kGauge, "farcall_seen_filter_bytes",
             "Memory of the filters of segments.", figures.seen_filter_bytes),
      Sample(kGauge, "farcall_seen_segment_bytes",
             "Size of the segments on disk.", figures.seen_segment_bytes),
      Sample(kCounter, "farcall_seen_pages_read_total",
             "Pages of segments that were read, since a filter said that an "
             "event id may be there.",
             figures.seen_pages_read),
      Sample(kCounter, "farcall_seen_false_positives_total",
             "Of these, pages that did not have the event id.",
             figures.seen_false_positives),
      Sample(kGauge, "farcall_rocksdb_baselines_estimate",
             "Baselines stored, as RocksDB estimates.",
             figures.baselines_estimate),
      Sample(kGauge, "farcall_baseline_cache_bytes",
             "Memory of baselines that are ready to be counted in.",
             figures.baseline_cache_bytes),
      Sample(kGauge, "farcall_journal_events",
             "Events whose effects are in the journal: a restart applies them "
             "again.",
             figures.journal_events),
      Sample(kGauge, "farcall_journal_bytes",
             "Size of the effects that are in the journal.",
             figures.journal_bytes),
      Sample(kCounter, "farcall_checkpointed_records_total",
             "Records saved by checkpoints.", figures.checkpointed_records),
      Sample(kCounter, "farcall_findings_unreadable_total",
             "Findings that could not be read, and were begun anew.",
             figures.findings_unreadable),
      Sample(kCounter, "farcall_calls_kept_total",
             "Calls of principals that were kept for event-hours: counted when "
             "they are sorted, within a minute.",
             figures.calls_kept),
      Sample(kCounter, "farcall_calls_not_kept_total",
             "Calls of principals that were counted and not kept: of one "
             "principal there were very many in an hour, or they came too "
             "late.",
             figures.calls_not_kept),
      Sample(kGauge, "farcall_calls_kept_bytes",
             "Bytes on disk and in memory of calls that are kept, and of the "
             "terms by which they are found.",
             figures.fact_bytes),
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
