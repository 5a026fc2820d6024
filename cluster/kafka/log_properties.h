// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <memory>

#include "absl/status/statusor.h"
#include "kafka/kafka_config.h"

namespace farcall {

// The most bytes of a batch of records, and so of one record, that a producer
// sends. Brokers take 1,048,588 where nothing else is set.
inline constexpr int kLogBatchBytesMax = 1'000'000;

// What a shard's log needs of librdkafka. INVALID_ARGUMENT naming a property of
// the cluster that librdkafka does not take. An append that no broker has taken
// within `delivery_timeout` has failed.
absl::StatusOr<std::unique_ptr<RdKafka::Conf>> LogProducerConf(
    const KafkaCluster& cluster, std::chrono::milliseconds delivery_timeout);

absl::StatusOr<std::unique_ptr<RdKafka::Conf>> LogConsumerConf(
    const KafkaCluster& cluster);

}  // namespace farcall
