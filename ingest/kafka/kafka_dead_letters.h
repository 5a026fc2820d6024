// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <utility>

#include "ingest/kafka/kafka_writer.h"
#include "ingest/mover/dead_letters.h"

namespace farcall {

// Dead letters as messages of a topic: the record itself, so that it can be
// sent again, with the headers `farcall-place`, `-record`, `-code`, `-field`,
// `-reason`, and `farcall-cut` where it is not the whole record.
class KafkaDeadLetters final : public DeadLetters {
 public:
  explicit KafkaDeadLetters(std::unique_ptr<KafkaWriter> writer)
      : writer_(std::move(writer)) {}

  absl::Status Write(std::span<const DeadLetter> letters) override;

 private:
  const std::unique_ptr<KafkaWriter> writer_;
};

}  // namespace farcall
