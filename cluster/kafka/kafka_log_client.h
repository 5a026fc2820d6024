// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "absl/status/statusor.h"
#include "cluster/shard/shard_log.h"
#include "kafka/kafka_config.h"

namespace farcall {

class LogConsumer;
class LogProducer;

// The logs of the shards of a process: partitions of one topic. All share the
// connections of one producer and one consumer. Thread-safe.
class KafkaLogClient {
 public:
  struct Options {
    KafkaCluster cluster;
    std::string topic;
    // An append that the brokers have not confirmed by then has failed.
    std::chrono::milliseconds delivery_timeout{5'000};
  };

  // Does not wait for a broker. INVALID_ARGUMENT naming a property that
  // librdkafka does not take. `warn` is told what librdkafka has to say, on any
  // thread.
  static absl::StatusOr<std::unique_ptr<KafkaLogClient>> Open(
      Options options, std::function<void(const std::string&)> warn);
  // After all its logs.
  ~KafkaLogClient();

  // The log of the shard that is this partition, from here on: an append that
  // failed earlier is forgotten. One at a time for a partition.
  std::unique_ptr<ShardLog> Shard(uint32_t partition);

  // As ShardLog::End, without a log that is open.
  absl::StatusOr<int64_t> EndOf(uint32_t partition,
                                std::chrono::milliseconds wait);

 private:
  KafkaLogClient(Options options, std::function<void(const std::string&)> warn);
  absl::StatusOr<std::shared_ptr<LogProducer>> CreateProducer() const;

  const Options options_;
  const std::function<void(const std::string&)> warn_;
  std::unique_ptr<LogConsumer> consumer_;
  std::mutex mutex_;
  std::shared_ptr<LogProducer> producer_;  // that the next log appends by
};

}  // namespace farcall
