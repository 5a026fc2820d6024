// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <librdkafka/rdkafkacpp.h>

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "ingest/mover/source.h"
#include "kafka/kafka_config.h"

namespace farcall {

// Messages of topics, as a member of a consumer group. Some messages at a time
// are one delivery, in the order of their partitions; its acknowledgement
// commits their offsets. One lane: so a partition keeps its order.
//
// A partition that goes to another member while its messages are worked on is
// not committed: the other member gets them again.
class KafkaSource final : public Source {
 public:
  struct Options {
    KafkaCluster cluster;
    std::vector<std::string> topics;
    std::string group = "farcall";
    // Of a static member: a restart within the session takes its partitions
    // over at once. Empty = a dynamic member.
    std::string group_instance;
    size_t messages_max = 1000;               // of a delivery
    size_t bytes_max = size_t{4} << 20;       // of a delivery
    std::chrono::milliseconds linger{50};     // that a delivery waits for more
    std::chrono::milliseconds lease{60'000};  // between two polls
  };

  // Messages that are not acknowledged yet, as far as this member knows.
  struct Lag {
    std::string topic;
    int32_t partition = 0;
    int64_t messages = 0;
  };

  // `warn` is told what librdkafka has to say. INVALID_ARGUMENT where it does
  // not take a property.
  static absl::StatusOr<std::unique_ptr<KafkaSource>> Open(
      Options options, std::function<void(const std::string&)> warn);
  // Leaves the group, but for a static member, whose partitions wait for its
  // return.
  ~KafkaSource() override;

  std::string_view name() const override { return "kafka"; }
  size_t lanes_max() const override { return 1; }
  std::chrono::milliseconds lease() const override { return options_.lease; }
  absl::StatusOr<std::vector<Delivery>> Receive(
      const std::stop_token& stop) override;
  absl::Status Acknowledge(const Delivery& delivery,
                           const DeliveryCounts& counts) override;
  // Polls, so that the group keeps this member; takes no messages.
  absl::StatusOr<std::vector<std::string>> Extend(
      std::span<const std::string> ids) override;
  absl::Status Reject(const Delivery& delivery,
                      const absl::Status& reason) override;
  absl::Status Release(const Delivery& delivery) override;

  std::vector<Lag> LagByPartition();

 private:
  using Place = std::pair<std::string, int32_t>;  // topic and partition
  class Callbacks;

  // The offsets of a delivery.
  struct Chunk {
    struct Range {
      int64_t first = 0;
      int64_t next = 0;  // behind the last
      uint64_t assignment = 0;
    };
    std::map<Place, Range> ranges;
  };

  KafkaSource(Options options, std::function<void(const std::string&)> warn);

  absl::Status Start();
  // The next message; nothing where none came in time. Under mutex_.
  absl::StatusOr<std::unique_ptr<RdKafka::Message>> Poll(
      std::chrono::milliseconds timeout);
  void Add(const RdKafka::Message& message, Delivery& delivery, Chunk& chunk);
  // Those of a delivery's partitions that are this member's still.
  std::vector<Place> HeldOf(const Chunk& chunk) const;
  void SetPaused(bool paused);

  const Options options_;
  const std::function<void(const std::string&)> warn_;
  const std::unique_ptr<Callbacks> callbacks_;

  // Of what follows, and of every use of the consumer but its watermarks.
  std::mutex mutex_;
  std::unique_ptr<RdKafka::KafkaConsumer> consumer_;
  // The partitions of this member, and the number of the assignment that gave
  // each.
  std::map<Place, uint64_t> assigned_;
  uint64_t assignments_ = 0;
  bool paused_ = false;
  // Came while messages were to be left alone.
  std::deque<std::unique_ptr<RdKafka::Message>> early_;
  std::map<std::string, Chunk> chunks_;  // by the id of their delivery
  uint64_t next_chunk_ = 1;
  absl::Status error_;  // told by the next Receive()

  // A scrape must not wait for who waits for a broker.
  std::mutex lag_mutex_;
  // The next offset of each partition; under lag_mutex_.
  std::map<Place, int64_t> acknowledged_;
};

}  // namespace farcall
