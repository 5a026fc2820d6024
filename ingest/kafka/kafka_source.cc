// SPDX-License-Identifier: Apache-2.0
#include "ingest/kafka/kafka_source.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace farcall {
namespace {

constexpr std::chrono::milliseconds kReceiveWait{500};
constexpr int kCommitMillisecondsMax = 10'000;
// Polls come once in half a lease; a member that does not poll for so many
// leases is out of the group.
constexpr int kLeasesOfPollInterval = 5;

std::chrono::system_clock::time_point TimeOf(const RdKafka::Message& message) {
  return std::chrono::system_clock::time_point(
      std::chrono::milliseconds(message.timestamp().timestamp));
}

class Partitions {
 public:
  Partitions() = default;
  ~Partitions() { RdKafka::TopicPartition::destroy(all_); }
  Partitions(const Partitions&) = delete;
  Partitions& operator=(const Partitions&) = delete;

  void Add(const std::pair<std::string, int32_t>& place, int64_t offset) {
    all_.push_back(
        RdKafka::TopicPartition::create(place.first, place.second, offset));
  }
  std::vector<RdKafka::TopicPartition*>& all() { return all_; }

 private:
  std::vector<RdKafka::TopicPartition*> all_;
};

}  // namespace

// Called by librdkafka within consume() and close(): with mutex_ held.
class KafkaSource::Callbacks final : public RdKafka::RebalanceCb,
                                     public RdKafka::EventCb {
 public:
  explicit Callbacks(KafkaSource& source) : source_(source) {}

  void rebalance_cb(
      RdKafka::KafkaConsumer* consumer, RdKafka::ErrorCode code,
      std::vector<RdKafka::TopicPartition*>& partitions) override {
    const bool assigns = code == RdKafka::ERR__ASSIGN_PARTITIONS;
    if (assigns) ++source_.assignments_;
    for (const RdKafka::TopicPartition* partition : partitions) {
      const Place place(partition->topic(), partition->partition());
      if (assigns) {
        source_.assigned_[place] = source_.assignments_;
      } else {
        source_.assigned_.erase(place);
        const std::lock_guard lag_lock(source_.lag_mutex_);
        source_.acknowledged_.erase(place);
      }
      std::erase_if(source_.early_, [&](const auto& message) {
        return Place(message->topic_name(), message->partition()) == place;
      });
    }
    const std::unique_ptr<RdKafka::Error> error(
        assigns ? consumer->incremental_assign(partitions)
                : consumer->incremental_unassign(partitions));
    if (error != nullptr) source_.warn_("rebalance: " + error->str());
    // What was assigned just now is to be left alone too.
    if (assigns && source_.paused_) consumer->pause(partitions);
  }

  void event_cb(RdKafka::Event& event) override {
    if (event.type() == RdKafka::Event::EVENT_ERROR) {
      source_.error_ = FromKafka(event.err(), event.str());
    } else if (event.type() == RdKafka::Event::EVENT_LOG) {
      source_.warn_(event.str());
    }
  }

 private:
  KafkaSource& source_;
};

KafkaSource::KafkaSource(Options options,
                         std::function<void(const std::string&)> warn)
    : options_(std::move(options)),
      warn_(std::move(warn)),
      callbacks_(std::make_unique<Callbacks>(*this)) {}

KafkaSource::~KafkaSource() {
  const std::lock_guard lock(mutex_);
  early_.clear();
  if (consumer_ != nullptr) consumer_->close();
}

absl::StatusOr<std::unique_ptr<KafkaSource>> KafkaSource::Open(
    Options options, std::function<void(const std::string&)> warn) {
  std::unique_ptr<KafkaSource> source(
      new KafkaSource(std::move(options), std::move(warn)));
  absl::Status status = source->Start();
  if (!status.ok()) return status;
  return source;
}

absl::Status KafkaSource::Start() {
  const auto poll_interval = kLeasesOfPollInterval * options_.lease;
  std::map<std::string, std::string> fixed = {
      {"group.id", options_.group},
      {"enable.auto.commit", "false"},
      {"enable.auto.offset.store", "false"},
      {"auto.offset.reset", "earliest"},
      {"partition.assignment.strategy", "cooperative-sticky"},
      {"isolation.level", "read_committed"},
      {"max.poll.interval.ms",
       std::to_string(std::max(poll_interval.count(), int64_t{60'000}))}};
  if (!options_.group_instance.empty()) {
    fixed["group.instance.id"] = options_.group_instance;
  }
  auto conf = MakeKafkaConf(options_.cluster, fixed);
  if (!conf.ok()) return conf.status();
  std::string error;
  (*conf)->set("rebalance_cb", static_cast<RdKafka::RebalanceCb*>(&*callbacks_),
               error);
  (*conf)->set("event_cb", static_cast<RdKafka::EventCb*>(&*callbacks_), error);
  const std::lock_guard lock(mutex_);
  consumer_.reset(RdKafka::KafkaConsumer::create(conf->get(), error));
  if (consumer_ == nullptr) return absl::InvalidArgumentError(error);
  return FromKafka(consumer_->subscribe(options_.topics), "subscribe");
}

absl::StatusOr<std::unique_ptr<RdKafka::Message>> KafkaSource::Poll(
    std::chrono::milliseconds timeout) {
  std::unique_ptr<RdKafka::Message> message;
  if (!early_.empty()) {
    message = std::move(early_.front());
    early_.pop_front();
    return message;
  }
  message.reset(consumer_->consume(static_cast<int>(timeout.count())));
  const RdKafka::ErrorCode code = message->err();
  if (code == RdKafka::ERR_NO_ERROR) return message;
  if (code == RdKafka::ERR__TIMED_OUT || code == RdKafka::ERR__PARTITION_EOF) {
    return nullptr;
  }
  return FromKafka(code, message->errstr());
}

absl::StatusOr<std::vector<Delivery>> KafkaSource::Receive(
    const std::stop_token& stop) {
  const std::lock_guard lock(mutex_);
  SetPaused(false);
  Delivery delivery;
  delivery.unreadable_to_dead_letters = true;
  Chunk chunk;
  size_t bytes = 0;
  using Clock = std::chrono::steady_clock;
  auto until = Clock::now() + kReceiveWait;
  while (!stop.stop_requested() && Clock::now() < until &&
         delivery.contents.size() < options_.messages_max &&
         bytes < options_.bytes_max) {
    auto message = Poll(std::min(
        options_.linger, std::chrono::duration_cast<std::chrono::milliseconds>(
                             until - Clock::now())));
    if (!message.ok()) {
      if (delivery.contents.empty()) return message.status();
      break;  // it comes again
    }
    if (*message == nullptr) {
      if (!delivery.contents.empty()) break;
      continue;
    }
    if (delivery.contents.empty()) until = Clock::now() + options_.linger;
    bytes += (*message)->len();
    Add(**message, delivery, chunk);
  }
  absl::Status error = std::exchange(error_, absl::OkStatus());
  if (delivery.contents.empty()) {
    if (!error.ok()) return error;
    return std::vector<Delivery>();
  }
  delivery.id = absl::StrCat("chunk ", next_chunk_++);
  chunks_[delivery.id] = std::move(chunk);
  return std::vector<Delivery>{std::move(delivery)};
}

void KafkaSource::Add(const RdKafka::Message& message, Delivery& delivery,
                      Chunk& chunk) {
  const Place place(message.topic_name(), message.partition());
  const auto [range, is_first] = chunk.ranges.try_emplace(
      place, Chunk::Range{message.offset(), 0, assigned_[place]});
  range->second.next = message.offset() + 1;
  const auto* payload = static_cast<const char*>(message.payload());
  delivery.contents.push_back(
      {absl::StrCat(place.first, "[", place.second, "]@", message.offset()),
       std::string(payload == nullptr ? "" : payload, message.len())});
  if (message.timestamp().type !=
      RdKafka::MessageTimestamp::MSG_TIMESTAMP_NOT_AVAILABLE) {
    delivery.sent =
        std::min(delivery.sent.value_or(TimeOf(message)), TimeOf(message));
  }
}

std::vector<KafkaSource::Place> KafkaSource::HeldOf(const Chunk& chunk) const {
  std::vector<Place> held;
  for (const auto& [place, range] : chunk.ranges) {
    const auto assigned = assigned_.find(place);
    if (assigned != assigned_.end() && assigned->second == range.assignment) {
      held.push_back(place);
    }
  }
  return held;
}

absl::Status KafkaSource::Acknowledge(const Delivery& delivery,
                                      const DeliveryCounts&) {
  const std::lock_guard lock(mutex_);
  const auto chunk = chunks_.find(delivery.id);
  const std::vector<Place> held =
      chunk == chunks_.end() ? std::vector<Place>() : HeldOf(chunk->second);
  if (held.empty()) {
    chunks_.erase(delivery.id);
    return absl::FailedPreconditionError(
        "its partitions went to another member of the group");
  }
  Partitions partitions;
  for (const Place& place : held) {
    partitions.Add(place, chunk->second.ranges[place].next);
  }
  const absl::Status status =
      FromKafka(consumer_->commitSync(partitions.all()), "commit");
  if (status.ok()) {
    const std::lock_guard lag_lock(lag_mutex_);
    for (const Place& place : held) {
      acknowledged_[place] = chunk->second.ranges[place].next;
    }
  }
  // Another failure may pass: the caller comes again.
  if (status.ok() || absl::IsFailedPrecondition(status)) chunks_.erase(chunk);
  return status;
}

absl::StatusOr<std::vector<std::string>> KafkaSource::Extend(
    std::span<const std::string> ids) {
  const std::lock_guard lock(mutex_);
  SetPaused(true);
  auto message = Poll(std::chrono::milliseconds(0));
  if (!message.ok()) return message.status();
  if (*message != nullptr) early_.push_back(*std::move(message));
  std::vector<std::string> lost;
  for (const std::string& id : ids) {
    const auto chunk = chunks_.find(id);
    if (chunk == chunks_.end() || HeldOf(chunk->second).empty()) {
      lost.push_back(id);
      if (chunk != chunks_.end()) chunks_.erase(chunk);
    }
  }
  return lost;
}

// The delivery comes again: back to its first messages.
absl::Status KafkaSource::Reject(const Delivery& delivery,
                                 const absl::Status&) {
  const std::lock_guard lock(mutex_);
  const auto chunk = chunks_.find(delivery.id);
  if (chunk == chunks_.end()) return absl::OkStatus();
  for (const Place& place : HeldOf(chunk->second)) {
    std::erase_if(early_, [&](const auto& message) {
      return Place(message->topic_name(), message->partition()) == place;
    });
    const std::unique_ptr<RdKafka::TopicPartition> first(
        RdKafka::TopicPartition::create(place.first, place.second,
                                        chunk->second.ranges[place].first));
    consumer_->seek(*first, kCommitMillisecondsMax);
  }
  chunks_.erase(chunk);
  return absl::OkStatus();
}

absl::Status KafkaSource::Release(const Delivery& delivery) {
  return Reject(delivery, absl::OkStatus());
}

void KafkaSource::SetPaused(bool paused) {
  if (paused == paused_) return;
  paused_ = paused;
  Partitions partitions;
  for (const auto& [place, assignment] : assigned_) {
    partitions.Add(place, RdKafka::Topic::OFFSET_INVALID);
  }
  if (paused) {
    consumer_->pause(partitions.all());
  } else {
    consumer_->resume(partitions.all());
  }
}

std::vector<KafkaSource::Lag> KafkaSource::LagByPartition() {
  std::vector<Lag> lags;
  const std::lock_guard lock(lag_mutex_);
  for (const auto& [place, next] : acknowledged_) {
    int64_t low = 0;
    int64_t high = 0;
    consumer_->get_watermark_offsets(place.first, place.second, &low, &high);
    lags.push_back(
        {place.first, place.second, std::max(int64_t{0}, high - next)});
  }
  return lags;
}

}  // namespace farcall
