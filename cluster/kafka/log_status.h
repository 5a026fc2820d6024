// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/status.h"
#include "kafka/kafka_config.h"

namespace farcall {

// What an error of librdkafka means for a shard's log: as FromKafka, and
// NOT_FOUND for a topic or partition that does not exist, OUT_OF_RANGE for an
// offset that it does not have, INVALID_ARGUMENT for a record that is too
// large.
absl::Status LogStatus(RdKafka::ErrorCode code, const std::string& what);

}  // namespace farcall
