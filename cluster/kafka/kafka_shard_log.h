// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cluster/kafka/log_consumer.h"
#include "cluster/kafka/log_producer.h"
#include "cluster/shard/shard_log.h"

namespace farcall {

// One partition as the log of a shard.
class KafkaShardLog final : public ShardLog {
 public:
  // `consumer` must live longer, and not read the partition for another.
  KafkaShardLog(LogConsumer& consumer, std::shared_ptr<LogProducer> producer,
                int32_t partition);
  ~KafkaShardLog() override;
  KafkaShardLog(const KafkaShardLog&) = delete;
  KafkaShardLog& operator=(const KafkaShardLog&) = delete;

  absl::Status Append(std::string record) override;
  absl::Status AppendHealth() const override;

  // A leader that does not answer is told by End alone: librdkafka looks for
  // its successor meanwhile. UNAVAILABLE also where the log ends before
  // `offset`.
  absl::StatusOr<std::vector<Item>> Read(
      int64_t offset, std::chrono::milliseconds wait) override;

  // Both may be called on any thread.
  absl::StatusOr<int64_t> End(std::chrono::milliseconds wait) override;
  absl::StatusOr<int64_t> Begin(std::chrono::milliseconds wait) override;

 private:
  absl::Status StartAt(int64_t offset);
  void Stop();
  void Drained(size_t bytes);
  absl::Status WhyNotRead(const RdKafka::Message& error, int64_t offset);

  LogConsumer& consumer_;
  const std::shared_ptr<LogProducer> producer_;
  const int32_t partition_;
  const LogProducer::LogId log_;
  // What Next of the consumer gives first; nothing while it is stopped.
  std::optional<int64_t> next_;
  size_t drained_bytes_ = 0;  // since fetching was told of it
};

}  // namespace farcall
