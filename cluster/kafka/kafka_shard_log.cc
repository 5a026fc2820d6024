// SPDX-License-Identifier: Apache-2.0
#include "cluster/kafka/kafka_shard_log.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "cluster/kafka/log_status.h"

namespace farcall {
namespace {

using std::chrono::milliseconds;

// Of one Read.
constexpr size_t kRecordsMax = 1'000;
constexpr size_t kBytesMax = 4 << 20;

constexpr size_t kFetchOnsOfQueue = 8;

constexpr milliseconds kEdgeWait{1'000};

milliseconds Until(std::chrono::steady_clock::time_point deadline) {
  return std::max(milliseconds(0),
                  std::chrono::ceil<milliseconds>(
                      deadline - std::chrono::steady_clock::now()));
}

std::string BytesOf(const RdKafka::Message& message) {
  return std::string(static_cast<const char*>(message.payload()),
                     message.len());
}

}  // namespace

KafkaShardLog::KafkaShardLog(LogConsumer& consumer,
                             std::shared_ptr<LogProducer> producer,
                             int32_t partition)
    : consumer_(consumer),
      producer_(std::move(producer)),
      partition_(partition),
      log_(producer_->Open()) {}

KafkaShardLog::~KafkaShardLog() {
  Stop();
  producer_->Close(log_);
}

absl::Status KafkaShardLog::Append(std::string record) {
  return producer_->Append(log_, partition_, record);
}

absl::Status KafkaShardLog::AppendHealth() const {
  return producer_->Health(log_);
}

absl::StatusOr<std::vector<ShardLog::Item>> KafkaShardLog::Read(
    int64_t offset, milliseconds wait) {
  if (auto status = StartAt(offset); !status.ok()) return status;
  const auto deadline = std::chrono::steady_clock::now() + wait;
  std::vector<Item> items;
  size_t bytes = 0;
  while (items.size() < kRecordsMax && bytes < kBytesMax) {
    const auto message = consumer_.Next(
        partition_, items.empty() ? Until(deadline) : milliseconds(0));
    if (message->err() == RdKafka::ERR__TIMED_OUT) break;
    if (message->err() != RdKafka::ERR_NO_ERROR) {
      // Behind an error records may be missing: they are fetched again.
      Stop();
      if (items.empty()) return WhyNotRead(*message, offset);
      break;
    }
    if (message->offset() < *next_) continue;
    next_ = message->offset() + 1;
    bytes += message->len();
    Drained(message->len());
    items.push_back({message->offset(), BytesOf(*message)});
  }
  return items;
}

void KafkaShardLog::Drained(size_t bytes) {
  drained_bytes_ += bytes;
  if (drained_bytes_ < consumer_.queue_bytes() / kFetchOnsOfQueue) return;
  drained_bytes_ = 0;
  consumer_.FetchOn(partition_);
}

absl::Status KafkaShardLog::StartAt(int64_t offset) {
  if (next_ == offset) return absl::OkStatus();
  Stop();
  auto status = consumer_.Start(partition_, offset);
  if (status.ok()) next_ = offset;
  return status;
}

void KafkaShardLog::Stop() {
  if (!next_.has_value()) return;
  consumer_.Stop(partition_);
  next_.reset();
}

absl::Status KafkaShardLog::WhyNotRead(const RdKafka::Message& error,
                                       int64_t offset) {
  const auto status =
      LogStatus(error.err(), absl::StrCat("partition ", partition_, " at ",
                                          offset, ": ", error.errstr()));
  if (!absl::IsOutOfRange(status)) return status;
  const auto begin = Begin(kEdgeWait);
  if (!begin.ok()) return begin.status();
  if (*begin > offset) {
    return absl::OutOfRangeError(absl::StrCat(
        "partition ", partition_, " begins at ", *begin, ", behind ", offset));
  }
  // A leader that is not the leader any more, or a log that lost records.
  return absl::UnavailableError(
      absl::StrCat("partition ", partition_, " ends before ", offset));
}

absl::StatusOr<int64_t> KafkaShardLog::End(milliseconds wait) {
  return consumer_.OffsetOf(LogConsumer::Edge::kEnd, partition_, wait);
}

absl::StatusOr<int64_t> KafkaShardLog::Begin(milliseconds wait) {
  return consumer_.OffsetOf(LogConsumer::Edge::kBegin, partition_, wait);
}

}  // namespace farcall
