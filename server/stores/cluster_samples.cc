// SPDX-License-Identifier: Apache-2.0
#include "server/stores/cluster_samples.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace farcall {
namespace {

using Role = ShardReplica::Role;

constexpr std::array<std::pair<Role, const char*>, 3> kRoles = {
    {{Role::kOwning, "owner"},
     {Role::kFollowing, "follower"},
     {Role::kClosed, "closed"}}};

MetricSample Sample(MetricSample::Type type, std::string name, std::string help,
                    double value) {
  return {.name = std::move(name),
          .help = std::move(help),
          .type = type,
          .labels = {},
          .value = value};
}

}  // namespace

std::vector<MetricSample> ClusterSamples(
    std::span<const ShardReplica::Status> copies, const LogFigures& log) {
  constexpr auto kGauge = MetricSample::Type::kGauge;
  constexpr auto kCounter = MetricSample::Type::kCounter;
  std::vector<MetricSample> samples;
  for (const auto& [role, name] : kRoles) {
    MetricSample sample = Sample(
        kGauge, "farcall_cluster_shards",
        "Shards that this replica holds a copy of, by what it is to them. A "
        "closed copy takes no part.",
        static_cast<double>(
            std::ranges::count(copies, role, &ShardReplica::Status::role)));
    sample.labels = {{"role", name}};
    samples.push_back(std::move(sample));
  }
  double takeovers = 0;
  double refused = 0;
  double lives = 0;
  double fetched = 0;
  for (const ShardReplica::Status& copy : copies) {
    takeovers += static_cast<double>(copy.takeovers);
    refused += static_cast<double>(copy.refused);
    lives += static_cast<double>(copy.lives);
    fetched += static_cast<double>(copy.fetched);
  }
  samples.push_back(Sample(
      kGauge, "farcall_cluster_shards_without_owner",
      "Shards without an owner, as copies of this replica know that have "
      "read the log up to its end.",
      static_cast<double>(
          std::ranges::count_if(copies, [](const ShardReplica::Status& copy) {
            return copy.caught_up && !copy.has_owner;
          }))));
  samples.push_back(
      Sample(kGauge, "farcall_cluster_lag_records",
             "Records of the log that the copies of this replica have yet to "
             "read, asked for every 5 seconds.",
             static_cast<double>(log.lag_records)));
  samples.push_back(Sample(kGauge, "farcall_cluster_log_reachable",
                           "1 = Kafka answers; 0 = it does not.",
                           log.is_reachable ? 1 : 0));
  samples.push_back(Sample(kCounter, "farcall_cluster_takeovers_total",
                           "Times that this replica became a shard's owner.",
                           takeovers));
  samples.push_back(
      Sample(kCounter, "farcall_cluster_refused_records_total",
             "Records of this replica that did not count in the log: another "
             "replica had taken the shard over.",
             refused));
  samples.push_back(Sample(kCounter, "farcall_cluster_lives_total",
                           "Times that a copy of a shard was opened.", lives));
  samples.push_back(
      Sample(kCounter, "farcall_cluster_stores_fetched_total",
             "Stores of other replicas that copies of this one began with, as "
             "the log was trimmed behind what they had read.",
             fetched));
  return samples;
}

void Add(const StoreFigures& figures, StoreFigures& sum) {
  for (uint64_t StoreFigures::*figure :
       {&StoreFigures::seen_events,
        &StoreFigures::seen_blocks,
        &StoreFigures::seen_evicted_early,
        &StoreFigures::seen_memory_bytes,
        &StoreFigures::seen_segment_events,
        &StoreFigures::seen_segments,
        &StoreFigures::seen_filter_bytes,
        &StoreFigures::seen_segment_bytes,
        &StoreFigures::seen_pages_read,
        &StoreFigures::seen_false_positives,
        &StoreFigures::syncs,
        &StoreFigures::baselines_estimate,
        &StoreFigures::table_bytes,
        &StoreFigures::memtable_bytes,
        &StoreFigures::block_cache_bytes,
        &StoreFigures::baseline_cache_bytes,
        &StoreFigures::journal_events,
        &StoreFigures::journal_bytes,
        &StoreFigures::checkpointed_records,
        &StoreFigures::findings_unreadable,
        &StoreFigures::calls_kept,
        &StoreFigures::calls_not_kept,
        &StoreFigures::fact_bytes,
        &StoreFigures::pending_compaction_bytes,
        &StoreFigures::running_flushes,
        &StoreFigures::running_compactions,
        &StoreFigures::background_errors}) {
    sum.*figure += figures.*figure;
  }
}

}  // namespace farcall
