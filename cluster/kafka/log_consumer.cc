// SPDX-License-Identifier: Apache-2.0
#include "cluster/kafka/log_consumer.h"

#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "cluster/kafka/log_properties.h"
#include "cluster/kafka/log_status.h"

namespace farcall {
namespace {

size_t QueueBytesOf(const RdKafka::Conf& conf) {
  std::string kbytes;
  size_t number = 0;
  if (conf.get("queued.max.messages.kbytes", kbytes) !=
          RdKafka::Conf::CONF_OK ||
      !absl::SimpleAtoi(kbytes, &number)) {
    return 0;
  }
  return number << 10;
}

std::string Reading(int32_t partition) {
  return absl::StrCat("reading of partition ", partition);
}

}  // namespace

absl::StatusOr<std::unique_ptr<LogConsumer>> LogConsumer::Create(
    const KafkaCluster& cluster, const std::string& topic,
    std::function<void(const std::string&)> warn) {
  auto conf = LogConsumerConf(cluster);
  if (!conf.ok()) return conf.status();
  std::unique_ptr<LogConsumer> log(new LogConsumer(std::move(warn)));
  log->queue_bytes_ = QueueBytesOf(**conf);
  std::string error;
  (*conf)->set("event_cb", static_cast<RdKafka::EventCb*>(&log->events_),
               error);
  log->consumer_.reset(RdKafka::Consumer::create(conf->get(), error));
  if (log->consumer_ == nullptr) return absl::InvalidArgumentError(error);
  log->topic_.reset(
      RdKafka::Topic::create(log->consumer_.get(), topic, nullptr, error));
  if (log->topic_ == nullptr) return absl::InvalidArgumentError(error);
  log->poller_.emplace(*log->consumer_);
  return log;
}

absl::Status LogConsumer::Start(int32_t partition, int64_t offset) {
  return LogStatus(consumer_->start(topic_.get(), partition, offset),
                   Reading(partition));
}

void LogConsumer::Stop(int32_t partition) {
  consumer_->stop(topic_.get(), partition);
}

std::unique_ptr<RdKafka::Message> LogConsumer::Next(
    int32_t partition, std::chrono::milliseconds wait) {
  return std::unique_ptr<RdKafka::Message>(consumer_->consume(
      topic_.get(), partition, static_cast<int>(wait.count())));
}

void LogConsumer::FetchOn(int32_t partition) {
  // Any request wakes the thread of the leader's connection up. This one's
  // answer is not waited for.
  AskLeader(*EdgeOf(Edge::kEnd, partition), 0);
}

absl::StatusOr<int64_t> LogConsumer::OffsetOf(Edge edge, int32_t partition,
                                              std::chrono::milliseconds wait) {
  const auto asked = EdgeOf(edge, partition);
  RdKafka::ErrorCode code = AskLeader(*asked, static_cast<int>(wait.count()));
  if (code == RdKafka::ERR_NO_ERROR) code = asked->err();
  if (code != RdKafka::ERR_NO_ERROR) {
    return LogStatus(code, absl::StrCat("edge of partition ", partition));
  }
  if (asked->offset() < 0) {
    return absl::UnavailableError(
        absl::StrCat("partition ", partition, " told no offset"));
  }
  return asked->offset();
}

std::unique_ptr<RdKafka::TopicPartition> LogConsumer::EdgeOf(
    Edge edge, int32_t partition) const {
  return std::unique_ptr<RdKafka::TopicPartition>(
      RdKafka::TopicPartition::create(topic_->name(), partition,
                                      edge == Edge::kBegin
                                          ? RdKafka::Topic::OFFSET_BEGINNING
                                          : RdKafka::Topic::OFFSET_END));
}

RdKafka::ErrorCode LogConsumer::AskLeader(RdKafka::TopicPartition& edge,
                                          int timeout_milliseconds) {
  // Not query_watermark_offsets(): it may wait for socket.timeout.ms, whatever
  // it is told.
  std::vector<RdKafka::TopicPartition*> asked{&edge};
  return consumer_->offsetsForTimes(asked, timeout_milliseconds);
}

}  // namespace farcall
