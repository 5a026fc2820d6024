// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ingest/aws/sqs_client.h"

namespace farcall {

// What to do about a queue that moves nothing to a dead-letter queue: what can
// never be read would come back from it until it is too old, and be gone.
enum class RedriveRule {
  kRequired,
  kOptional,
};

// What the start has to know of a queue.
struct QueueFacts {
  // Whether it has a RedrivePolicy: SqsSource::Options::rejected.
  bool has_dead_letter_queue = false;
  std::string dead_letter_queue_arn;
  // How long a message may wait. One that waits for longer than the server
  // remembers events is counted twice when it comes again.
  absl::Duration retention;
};

// Asks the queue (right: sqs:GetQueueAttributes). FAILED_PRECONDITION if it has
// no RedrivePolicy and must have one; else errors of the call.
absl::StatusOr<QueueFacts> CheckQueue(SqsClient& queue, RedriveRule rule);

}  // namespace farcall
