// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <librdkafka/rdkafkacpp.h>

#include <map>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace farcall {

// Where a cluster is, and how to speak to it.
struct KafkaCluster {
  std::string brokers;  // `HOST:PORT,HOST:PORT`
  // More of librdkafka's properties by name, such as `security.protocol`,
  // `sasl.username`; those that a guarantee rests on win over them.
  std::map<std::string, std::string> properties{};
};

// The lines of a properties file, `name=value` each; `#` starts a comment.
// INVALID_ARGUMENT naming the line that is no such. Values are never told.
absl::StatusOr<std::map<std::string, std::string>> ParseKafkaProperties(
    std::string_view text, const std::string& path);

// The cluster at `brokers`, with the properties of a file of such lines; an
// empty path = none. Errors name the file.
absl::StatusOr<KafkaCluster> ReadKafkaCluster(
    const std::string& brokers, const std::string& properties_path);

// A configuration for librdkafka: `fixed` wins over the cluster's properties,
// and these win over `defaults`. INVALID_ARGUMENT naming a property that it
// does not know, or whose value it does not take.
absl::StatusOr<std::unique_ptr<RdKafka::Conf>> MakeKafkaConf(
    const KafkaCluster& cluster,
    const std::map<std::string, std::string>& fixed,
    const std::map<std::string, std::string>& defaults = {});

// What an error of librdkafka means for a caller: PERMISSION_DENIED,
// UNAUTHENTICATED, FAILED_PRECONDITION where the group has moved on without
// this member, else UNAVAILABLE.
absl::Status FromKafka(RdKafka::ErrorCode code, const std::string& what);

}  // namespace farcall
