// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <librdkafka/rdkafkacpp.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cluster/kafka/handle_events.h"
#include "kafka/kafka_config.h"

namespace farcall {

// Appends records to the partitions of one topic, each once and in the order of
// the calls, unless an append fails. Thread-safe.
class LogProducer {
 public:
  // A log that appends by this producer, from Open to Close.
  using LogId = uint64_t;

  static absl::StatusOr<std::shared_ptr<LogProducer>> Create(
      const KafkaCluster& cluster, std::string topic,
      std::chrono::milliseconds delivery_timeout,
      std::function<void(const std::string&)> warn);
  // What is still on its way may be appended or not.
  ~LogProducer();

  LogId Open();
  void Close(LogId log);

  // Does not block. UNAVAILABLE where the queue is full; else as Health.
  absl::Status Append(LogId log, int32_t partition, const std::string& record);

  // Why the first append of this log that failed did so, or why this producer
  // can append no more; OK without either.
  absl::Status Health(LogId log) const;

  // Nothing can be appended any more: another producer must be created.
  bool broken() const { return !Fatal().ok(); }

 private:
  class Reports;

  LogProducer(std::string topic, std::function<void(const std::string&)> warn);
  absl::Status Fatal() const;
  void Fail(LogId log, const absl::Status& why);

  const std::string topic_;
  HandleEvents events_;
  const std::unique_ptr<Reports> reports_;
  mutable std::mutex mutex_;
  LogId last_ = 0;
  std::map<LogId, absl::Status> health_;  // of the logs that are open
  std::unique_ptr<RdKafka::Producer> producer_;
  std::optional<HandlePoller> poller_;
};

}  // namespace farcall
