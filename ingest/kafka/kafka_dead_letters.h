// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <librdkafka/rdkafkacpp.h>

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "ingest/kafka/kafka_config.h"
#include "ingest/mover/dead_letters.h"

namespace farcall {

// Dead letters as messages of a topic: the record itself, so that it can be
// sent again, with the headers `farcall-place`, `-record`, `-code`, `-field`,
// `-reason`, and `farcall-cut` where it is not the whole record.
class KafkaDeadLetters final : public DeadLetters {
 public:
  static constexpr size_t kRecordBytesMax = 900'000;  // brokers take 1 MiB

  // INVALID_ARGUMENT where librdkafka does not take a property.
  static absl::StatusOr<std::unique_ptr<KafkaDeadLetters>> Open(
      const KafkaCluster& cluster, std::string topic,
      std::function<void(const std::string&)> warn);
  ~KafkaDeadLetters() override;

  // OK once all replicas that must have them do.
  absl::Status Write(std::span<const DeadLetter> letters) override;

 private:
  class Callbacks;

  KafkaDeadLetters(std::string topic,
                   std::function<void(const std::string&)> warn);
  absl::Status Produce(const DeadLetter& letter);

  const std::string topic_;
  const std::unique_ptr<Callbacks> callbacks_;
  std::unique_ptr<RdKafka::Producer> producer_;
  std::mutex mutex_;  // one Write() at a time
};

}  // namespace farcall
