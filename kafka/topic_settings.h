// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <librdkafka/rdkafkacpp.h>

#include <map>
#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace farcall {

// How a topic is configured, by the names of Kafka, such as `retention.ms`;
// with the values that hold where the topic sets none itself.
using TopicSettings = std::map<std::string, std::string>;

// Those of `topics`, in their order, as the cluster of `client` says now. Needs
// the right to describe the topics' configurations. Blocks for `timeout` at
// most.
absl::StatusOr<std::vector<TopicSettings>> SettingsOfTopics(
    RdKafka::Handle& client, std::span<const std::string> topics,
    absl::Duration timeout);

}  // namespace farcall
