// SPDX-License-Identifier: Apache-2.0
#include "server/stores/cluster_samples.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

namespace farcall {
namespace {

using Role = ShardReplica::Role;

std::map<std::string, double> ValuesOf(
    const std::vector<ShardReplica::Status>& copies) {
  std::map<std::string, double> values;
  for (const MetricSample& sample :
       ClusterSamples(copies, {.lag_records = 7, .is_reachable = true})) {
    std::string name = sample.name;
    for (const auto& [label, value] : sample.labels) name += " " + value;
    values[name] = sample.value;
  }
  return values;
}

TEST(ClusterSamples, CountCopiesByRole) {
  const auto values = ValuesOf({{.role = Role::kOwning, .has_owner = true},
                                {.role = Role::kFollowing, .has_owner = true},
                                {.role = Role::kFollowing, .has_owner = true}});
  EXPECT_EQ(values.at("farcall_cluster_shards owner"), 1);
  EXPECT_EQ(values.at("farcall_cluster_shards follower"), 2);
  EXPECT_EQ(values.at("farcall_cluster_shards closed"), 0);
  EXPECT_EQ(values.at("farcall_cluster_lag_records"), 7);
  EXPECT_EQ(values.at("farcall_cluster_log_reachable"), 1);
}

TEST(ClusterSamples, OnlyACopyThatHasReadAllKnowsThatNobodyOwns) {
  const auto values = ValuesOf({{.role = Role::kFollowing, .caught_up = true},
                                {.role = Role::kFollowing},
                                {.role = Role::kClosed}});
  EXPECT_EQ(values.at("farcall_cluster_shards_without_owner"), 1);
}

TEST(ClusterSamples, SumWhatHappenedToAllCopies) {
  const auto values = ValuesOf({{.lives = 2, .takeovers = 1, .refused = 3},
                                {.lives = 1, .takeovers = 1}});
  EXPECT_EQ(values.at("farcall_cluster_lives_total"), 3);
  EXPECT_EQ(values.at("farcall_cluster_takeovers_total"), 2);
  EXPECT_EQ(values.at("farcall_cluster_refused_records_total"), 3);
}

TEST(StoreFigures, AddUp) {
  StoreFigures sum{.seen_events = 1, .table_bytes = 10};
  Add({.seen_events = 2, .background_errors = 1}, sum);
  EXPECT_EQ(sum.seen_events, 3u);
  EXPECT_EQ(sum.table_bytes, 10u);
  EXPECT_EQ(sum.background_errors, 1u);
}

}  // namespace
}  // namespace farcall
