// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <librdkafka/rdkafkacpp.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cluster/kafka/handle_events.h"
#include "kafka/kafka_config.h"

namespace farcall {

// Reads partitions of one topic, each from an offset of its own and into a
// queue of its own. Thread-safe, but for Start, Next and Stop of the same
// partition.
class LogConsumer {
 public:
  static absl::StatusOr<std::unique_ptr<LogConsumer>> Create(
      const KafkaCluster& cluster, const std::string& topic,
      std::function<void(const std::string&)> warn);

  // What is fetched from now on begins at `offset`.
  absl::Status Start(int32_t partition, int64_t offset);
  void Stop(int32_t partition);

  // The next record or error of a partition that was started; neither within
  // `wait` is ERR__TIMED_OUT. After an error records may be missing.
  std::unique_ptr<RdKafka::Message> Next(int32_t partition,
                                         std::chrono::milliseconds wait);

  // Fetching stops while the queue of a partition has queue_bytes() or more,
  // and librdkafka looks only once a second whether it has less. FetchOn makes
  // it look now.
  size_t queue_bytes() const { return queue_bytes_; }
  void FetchOn(int32_t partition);

  enum class Edge { kBegin, kEnd };
  // The offset of an edge of the partition, as its leader says now. UNAVAILABLE
  // where it does not answer within `wait`.
  absl::StatusOr<int64_t> OffsetOf(Edge edge, int32_t partition,
                                   std::chrono::milliseconds wait);

 private:
  explicit LogConsumer(std::function<void(const std::string&)> warn)
      : events_(std::move(warn)) {}
  std::unique_ptr<RdKafka::TopicPartition> EdgeOf(Edge edge,
                                                  int32_t partition) const;
  RdKafka::ErrorCode AskLeader(RdKafka::TopicPartition& edge,
                               int timeout_milliseconds);

  HandleEvents events_;
  size_t queue_bytes_ = 0;
  std::unique_ptr<RdKafka::Consumer> consumer_;
  std::unique_ptr<RdKafka::Topic> topic_;
  std::optional<HandlePoller> poller_;
};

}  // namespace farcall
