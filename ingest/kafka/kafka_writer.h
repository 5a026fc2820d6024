// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <librdkafka/rdkafkacpp.h>

#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "kafka/kafka_config.h"

namespace farcall {

struct KafkaMessage {
  std::string key;
  std::string value;
  std::vector<std::pair<std::string, std::string>> headers{};
};

// Writes messages to a topic, and tells when they are durable. Thread-safe.
class KafkaWriter {
 public:
  static constexpr size_t kValueBytesMax = 900'000;  // brokers take 1 MiB

  // INVALID_ARGUMENT where librdkafka does not take a property. `warn` is told
  // what it has to say.
  static absl::StatusOr<std::unique_ptr<KafkaWriter>> Open(
      const KafkaCluster& cluster, std::string topic,
      std::function<void(const std::string&)> warn);
  ~KafkaWriter();

  // OK once all replicas that must have them do. Else none, some or all of them
  // are there.
  absl::Status Write(std::span<const KafkaMessage> messages);

 private:
  class Callbacks;

  KafkaWriter(std::string topic, std::function<void(const std::string&)> warn);
  absl::Status Produce(const KafkaMessage& message);

  const std::string topic_;
  const std::unique_ptr<Callbacks> callbacks_;
  std::unique_ptr<RdKafka::Producer> producer_;
  std::mutex mutex_;  // one Write() at a time
};

}  // namespace farcall
