// SPDX-License-Identifier: Apache-2.0
#include "server/telemetry/metrics_docs.h"

#include <prometheus/collectable.h>
#include <prometheus/metric_family.h>

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "server/telemetry/metrics.h"

namespace farcall {
namespace {

using prometheus::MetricFamily;
using prometheus::MetricType;

constexpr std::string_view kHead = R"(# Metrics

<!-- Generated from the metrics of server/telemetry: farcall_print_docs metrics. -->

Prometheus scrapes `http://METRICS-LISTEN/metrics`. Every series named here is there from the start, counters at 0, so that rates and ratios work before the first error. Every label has the fixed set of values given here; none holds anything that a client sends.
)";

constexpr std::string_view kRocksDb = R"(
## Store

`farcall_seen_events`, `farcall_seen_blocks` and `farcall_seen_evicted_early_total` tell how full the window of events already counted is; `farcall_seen_memory_bytes` and `farcall_seen_filter_bytes` are its memory, `farcall_seen_segment_events`, `farcall_seen_segments` and `farcall_seen_segment_bytes` what of it is on disk alone, `farcall_seen_pages_read_total` and `farcall_seen_false_positives_total` what it reads from there; `farcall_baseline_cache_bytes` is the memory of baselines, with those that no checkpoint has saved yet; `farcall_journal_events` and `farcall_journal_bytes` tell what a restart applies again, `farcall_checkpointed_records_total` what checkpoints saved; `farcall_findings_unreadable_total` counts findings that could not be read and were begun anew by their next event; `farcall_calls_kept_total`, `farcall_calls_not_kept_total` and `farcall_calls_kept_bytes` tell of calls that are kept for `event-hours`; `farcall_rocksdb_*` are RocksDB's own figures. Where `cluster-log` is kafka, these are sums over the shards that the replica holds a copy of, and there are more: `farcall_cluster_shards` by `role` (owner, follower, closed), `farcall_cluster_shards_without_owner`, `farcall_cluster_lag_records`, `farcall_cluster_log_reachable`, `farcall_cluster_takeovers_total`, `farcall_cluster_refused_records_total`, `farcall_cluster_lives_total`, `farcall_cluster_stores_fetched_total`. All are read at each scrape; their HELP lines explain them. `exposer_*` count the scrapes themselves.

`farcall_backup_last_success_timestamp_seconds` is there where `backup-dir` is set: when the newest backup was made, in Unix time; 0 = there is none. In a cluster it has the label `shard`, of each shard that the replica holds a copy of; the newest over all replicas counts.

## Origins

`farcall_origin_events_total` and `farcall_origin_alerts_total` count scored events and alerts by `origin`: an ISO country code, or `@service`, `@internal`, `@private`, `@vpce`, `@unknown`. A series is there from its origin's first event on, so it may begin at 1, where `increase` sees nothing: the panels of the dashboard *anomalies* add the first value of a series that was not there the day before.
)";

struct Section {
  std::string_view prefix;
  std::string_view title;
};

constexpr Section kSections[] = {{"grpc_server_", "Calls"},
                                 {"farcall_", "Scoring"},
                                 {"process_", "Process"}};

std::string_view TypeName(MetricType type) {
  switch (type) {
    case MetricType::Counter:
      return "counter";
    case MetricType::Histogram:
      return "histogram";
    default:
      return "gauge";
  }
}

// `name` (`value`, `value`), for each label; the values of a build are not
// told.
std::string LabelsOf(const MetricFamily& family) {
  std::map<std::string, std::vector<std::string>> labels;
  for (const auto& metric : family.metric) {
    for (const auto& label : metric.label) {
      auto& values = labels[label.name];
      if (std::ranges::find(values, label.value) == values.end()) {
        values.push_back(label.value);
      }
    }
  }
  std::string text;
  for (auto& [name, values] : labels) {
    text += (text.empty() ? "`" : "; `") + name + '`';
    if (family.name == "farcall_build_info") continue;
    std::ranges::sort(values);
    std::string list;
    for (const std::string& value : values) {
      list += (list.empty() ? "" : ", ") + value;
    }
    text += ": " + list;
  }
  return text;
}

std::string RowOf(const MetricFamily& family) {
  return "| `" + family.name + "` | " + std::string(TypeName(family.type)) +
         " | " + LabelsOf(family) + " | " + family.help + " |\n";
}

std::vector<MetricFamily> FamiliesByName(const Metrics& metrics) {
  std::vector<MetricFamily> families;
  for (const auto& source : metrics.sources()) {
    std::ranges::move(source->Collect(), std::back_inserter(families));
  }
  std::ranges::sort(families, {}, &MetricFamily::name);
  return families;
}

}  // namespace

std::string MetricsMarkdown(const Metrics& metrics) {
  const std::vector<MetricFamily> families = FamiliesByName(metrics);
  std::string text(kHead);
  for (const Section& section : kSections) {
    text += "\n## " + std::string(section.title) + "\n\n";
    text += "| name | type | labels | meaning |\n|---|---|---|---|\n";
    for (const MetricFamily& family : families) {
      if (family.name.starts_with(section.prefix)) text += RowOf(family);
    }
  }
  return text + std::string(kRocksDb);
}

}  // namespace farcall
