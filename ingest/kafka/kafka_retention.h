// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "kafka/kafka_config.h"

namespace farcall {

// The longest time that one of the topics keeps a message (`retention.ms`);
// InfiniteDuration() = for ever. Needs the right to describe the topics'
// configurations. Blocks for `timeout` at most.
absl::StatusOr<absl::Duration> RetentionOfTopics(
    const KafkaCluster& cluster, std::span<const std::string> topics,
    absl::Duration timeout);

}  // namespace farcall
