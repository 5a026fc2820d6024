// SPDX-License-Identifier: Apache-2.0
#include "cluster/kafka/kafka_log_client.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "cluster/kafka/kafka_shard_log.h"
#include "cluster/kafka/log_consumer.h"
#include "cluster/kafka/log_producer.h"

namespace farcall {

KafkaLogClient::KafkaLogClient(Options options,
                               std::function<void(const std::string&)> warn)
    : options_(std::move(options)), warn_(std::move(warn)) {}

KafkaLogClient::~KafkaLogClient() = default;

absl::StatusOr<std::unique_ptr<KafkaLogClient>> KafkaLogClient::Open(
    Options options, std::function<void(const std::string&)> warn) {
  std::unique_ptr<KafkaLogClient> client(
      new KafkaLogClient(std::move(options), std::move(warn)));
  auto consumer = LogConsumer::Create(client->options_.cluster,
                                      client->options_.topic, client->warn_);
  if (!consumer.ok()) return consumer.status();
  client->consumer_ = *std::move(consumer);
  auto producer = client->CreateProducer();
  if (!producer.ok()) return producer.status();
  client->producer_ = *std::move(producer);
  return client;
}

absl::StatusOr<std::shared_ptr<LogProducer>> KafkaLogClient::CreateProducer()
    const {
  return LogProducer::Create(options_.cluster, options_.topic,
                             options_.delivery_timeout, warn_);
}

absl::StatusOr<int64_t> KafkaLogClient::EndOf(uint32_t partition,
                                              std::chrono::milliseconds wait) {
  return consumer_->OffsetOf(LogConsumer::Edge::kEnd,
                             static_cast<int32_t>(partition), wait);
}

std::unique_ptr<ShardLog> KafkaLogClient::Shard(uint32_t partition) {
  const std::lock_guard lock(mutex_);
  if (producer_->broken()) {
    // Logs that append by the old one keep it, and its failure.
    auto another = CreateProducer();
    if (another.ok()) {
      producer_ = *std::move(another);
    } else {
      warn_(absl::StrCat("no new producer: ", another.status().message()));
    }
  }
  return std::make_unique<KafkaShardLog>(*consumer_, producer_,
                                         static_cast<int32_t>(partition));
}

}  // namespace farcall
