// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "ingest/aws/s3_client.h"

namespace farcall {

// What the body of a message of SQS is about. It may be of several kinds at
// once only in its numbers.
struct Notification {
  // Objects that were created, in the order of the message.
  std::vector<S3Object> objects;
  // Records of CloudTrail that came in the message itself, as the text that
  // holds them: one that cloudtrail/ can read. Empty if there are none.
  std::string records;

  // What is nothing to work on, and is to be counted.
  uint64_t test_events = 0;   // S3's own, when notifications are set up
  uint64_t other_events = 0;  // of objects, but none was created
  uint64_t digests = 0;       // objects: CloudTrail's digest files
  uint64_t folders = 0;       // objects: keys that end with `/`
};

// Reads the body of a message:
//   - S3's notification, directly, by SNS or by EventBridge;
//   - CloudTrail's own notification of a trail, by SNS;
//   - records of CloudTrail: events of EventBridge with one in `detail`, bare
//     ones, and `Records` of them.
// By SNS means in its envelope, or raw. INVALID_ARGUMENT says what was found
// instead.
absl::StatusOr<Notification> ReadNotification(std::string_view body);

}  // namespace farcall
