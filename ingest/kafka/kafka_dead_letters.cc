// SPDX-License-Identifier: Apache-2.0
#include "ingest/kafka/kafka_dead_letters.h"

#include <algorithm>

namespace farcall {
namespace {

constexpr int kFlushMilliseconds = 30'000;
constexpr int kPollMilliseconds = 100;

}  // namespace

class KafkaDeadLetters::Callbacks final : public RdKafka::DeliveryReportCb,
                                          public RdKafka::EventCb {
 public:
  explicit Callbacks(std::function<void(const std::string&)> warn)
      : warn_(std::move(warn)) {}

  // On the thread of poll() and flush().
  void dr_cb(RdKafka::Message& message) override {
    if (message.msg_opaque() != write.get()) return;  // of a write that failed
    if (message.err() == RdKafka::ERR_NO_ERROR) {
      ++write->delivered;
    } else {
      write->failed = FromKafka(message.err(), message.errstr());
    }
  }

  void event_cb(RdKafka::Event& event) override { warn_(event.str()); }

  // What became of the messages of one write: they carry its address.
  struct Write {
    size_t delivered = 0;
    absl::Status failed;
  };
  std::unique_ptr<Write> write;

 private:
  const std::function<void(const std::string&)> warn_;
};

KafkaDeadLetters::KafkaDeadLetters(std::string topic,
                                   std::function<void(const std::string&)> warn)
    : topic_(std::move(topic)),
      callbacks_(std::make_unique<Callbacks>(std::move(warn))) {}

KafkaDeadLetters::~KafkaDeadLetters() = default;

absl::StatusOr<std::unique_ptr<KafkaDeadLetters>> KafkaDeadLetters::Open(
    const KafkaCluster& cluster, std::string topic,
    std::function<void(const std::string&)> warn) {
  auto conf = MakeKafkaConf(
      cluster, {{"enable.idempotence", "true"},
                {"delivery.timeout.ms", std::to_string(kFlushMilliseconds)}});
  if (!conf.ok()) return conf.status();
  std::unique_ptr<KafkaDeadLetters> letters(
      new KafkaDeadLetters(std::move(topic), std::move(warn)));
  std::string error;
  (*conf)->set("dr_cb",
               static_cast<RdKafka::DeliveryReportCb*>(&*letters->callbacks_),
               error);
  (*conf)->set("event_cb",
               static_cast<RdKafka::EventCb*>(&*letters->callbacks_), error);
  letters->producer_.reset(RdKafka::Producer::create(conf->get(), error));
  if (letters->producer_ == nullptr) return absl::InvalidArgumentError(error);
  return letters;
}

absl::Status KafkaDeadLetters::Write(std::span<const DeadLetter> letters) {
  const std::lock_guard lock(mutex_);
  // The old one goes last, so that no address comes again at once.
  auto write = std::make_unique<Callbacks::Write>();
  callbacks_->write.swap(write);
  for (const DeadLetter& letter : letters) {
    absl::Status status = Produce(letter);
    if (!status.ok()) return status;
  }
  const RdKafka::ErrorCode code = producer_->flush(kFlushMilliseconds);
  if (!callbacks_->write->failed.ok()) return callbacks_->write->failed;
  if (code != RdKafka::ERR_NO_ERROR ||
      callbacks_->write->delivered < letters.size()) {
    // What is still on its way comes twice.
    producer_->purge(RdKafka::Producer::PURGE_QUEUE);
    return FromKafka(
        code == RdKafka::ERR_NO_ERROR ? RdKafka::ERR__TIMED_OUT : code, topic_);
  }
  return absl::OkStatus();
}

absl::Status KafkaDeadLetters::Produce(const DeadLetter& letter) {
  std::string record = letter.text.substr(0, kRecordBytesMax);
  while (true) {
    std::unique_ptr<RdKafka::Headers> headers(RdKafka::Headers::create());
    headers->add("farcall-place", letter.place);
    headers->add("farcall-record", std::to_string(letter.record));
    headers->add("farcall-code", letter.code);
    headers->add("farcall-field", letter.field);
    headers->add("farcall-reason", letter.reason);
    if (record.size() < letter.text.size()) headers->add("farcall-cut", "true");
    const RdKafka::ErrorCode code = producer_->produce(
        topic_, RdKafka::Topic::PARTITION_UA, RdKafka::Producer::RK_MSG_COPY,
        record.data(), record.size(), letter.place.data(), letter.place.size(),
        0, headers.get(), callbacks_->write.get());
    if (code == RdKafka::ERR_NO_ERROR) {
      (void)headers.release();  // the producer's now
      return absl::OkStatus();
    }
    if (code != RdKafka::ERR__QUEUE_FULL) return FromKafka(code, topic_);
    producer_->poll(kPollMilliseconds);
  }
}

}  // namespace farcall
