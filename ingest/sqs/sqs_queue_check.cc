// SPDX-License-Identifier: Apache-2.0
#include "ingest/sqs/sqs_queue_check.h"

#include "absl/status/status.h"
#include "text/concat.h"

namespace farcall {

absl::StatusOr<QueueFacts> CheckQueue(SqsClient& queue, RedriveRule rule) {
  const absl::StatusOr<SqsQueueAttributes> attributes = queue.QueueAttributes();
  if (!attributes.ok()) return attributes.status();
  QueueFacts facts{.has_dead_letter_queue = false,
                   .dead_letter_queue_arn = {},
                   .retention = attributes->retention};
  if (attributes->redrive_policy) {
    facts.has_dead_letter_queue = true;
    facts.dead_letter_queue_arn =
        attributes->redrive_policy->dead_letter_queue_arn;
  } else if (rule == RedriveRule::kRequired) {
    return absl::FailedPreconditionError(
        Concat({"queue ", queue.queue_url(),
                " has no RedrivePolicy: what cannot be read would be lost when "
                "its retention ends"}));
  }
  return facts;
}

}  // namespace farcall
