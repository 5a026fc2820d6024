// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "absl/status/status.h"
#include "ingest/aws/credentials.h"
#include "ingest/aws/sqs_client.h"
#include "ingest/mover/dead_letters.h"

namespace farcall {

// Writes dead letters into a queue of SQS, a message each (DeadLetterJson()).
// Thread-safe.
class SqsDeadLetters : public DeadLetters {
 public:
  // What any queue takes: it may be set to take up to 1 MiB.
  static constexpr size_t kMessageBytesMax = size_t{256} << 10;

  // `queue` must outlive it.
  SqsDeadLetters(SqsClient& queue, TimeSource now);

  absl::Status Write(std::span<const DeadLetter> letters) override;

 private:
  SqsClient& queue_;
  const TimeSource now_;
};

// JSON text without the characters that SQS refuses, U+FFFE and U+FFFF: these
// are escaped, which they may be, as they stand only in its strings.
std::string AllowedBySqs(std::string json);

}  // namespace farcall
