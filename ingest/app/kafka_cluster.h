// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "absl/status/statusor.h"
#include "ingest/config/ingest_config.h"
#include "kafka/kafka_config.h"

namespace farcall {

// The cluster of the settings, with the properties of kafka-properties-file.
// Errors name the file.
absl::StatusOr<KafkaCluster> KafkaClusterOf(const IngestConfig& config);

}  // namespace farcall
