// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "kafka/topic_settings.h"

namespace farcall {

// What a cluster says of a topic.
struct TopicFacts {
  size_t partitions = 0;
  size_t copies = 0;  // of the partition that has fewest
  TopicSettings settings{};
};

struct TopicRules {
  uint32_t shards = 0;
  // How often a shard's state is saved outside the log.
  absl::Duration snapshot_period = absl::ZeroDuration();
  // One copy will do: for trying things out with one broker.
  bool allow_fewer_copies = false;
};

// What an operator should know, a sentence each.
struct TopicReport {
  std::vector<std::string> warnings{};
};

// Whether the topic keeps what exactly once rests on: as many partitions as
// shards, two copies in sync for each answer, none of them given up for one
// that is behind, records of full size, and none dropped for its key.
// FAILED_PRECONDITION naming the setting of ours, or of Kafka, and its value.
absl::StatusOr<TopicReport> JudgeTopic(const std::string& topic,
                                       const TopicFacts& facts,
                                       const TopicRules& rules);

}  // namespace farcall
