// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ingest/aws/sqs_client.h"

namespace farcall {

// Answers of SQS, which are JSON. UNAVAILABLE if one is not what it should be.

absl::StatusOr<std::vector<SqsMessage>> ReadMessages(const std::string& json);

// The status of each of the `count` entries of a batch, whose ids are their
// places in it.
absl::StatusOr<std::vector<absl::Status>> ReadBatch(std::string_view operation,
                                                    const std::string& json,
                                                    size_t count);

absl::StatusOr<SqsQueueAttributes> ReadQueueAttributes(const std::string& json);

}  // namespace farcall
