// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "cluster/kafka/topic_rules.h"
#include "kafka/kafka_config.h"

namespace farcall {

// Asks the cluster for the topic, and judges it by `rules` (JudgeTopic).
// Creates no topic. NOT_FOUND naming cluster-topic where there is none;
// PERMISSION_DENIED where we may not describe it; UNAVAILABLE where no broker
// answers. Blocks for twice `timeout` at most. `warn` is told what librdkafka
// has to say, on any thread.
absl::StatusOr<TopicReport> CheckTopic(
    const KafkaCluster& cluster, const std::string& topic,
    const TopicRules& rules, absl::Duration timeout,
    std::function<void(const std::string&)> warn);

}  // namespace farcall
