// SPDX-License-Identifier: Apache-2.0
#include "ingest/kafka/kafka_writer.h"

#include <cstdint>

namespace farcall {
namespace {

constexpr int kFlushMilliseconds = 30'000;
constexpr int kPollMilliseconds = 100;

}  // namespace

class KafkaWriter::Callbacks final : public RdKafka::DeliveryReportCb,
                                     public RdKafka::EventCb {
 public:
  explicit Callbacks(std::function<void(const std::string&)> warn)
      : warn_(std::move(warn)) {}

  // On the thread of poll() and flush().
  void dr_cb(RdKafka::Message& message) override {
    if (message.msg_opaque() != Tag()) return;  // of a write that failed
    if (message.err() == RdKafka::ERR_NO_ERROR) {
      ++delivered;
    } else {
      failed = FromKafka(message.err(), message.errstr());
    }
  }

  void event_cb(RdKafka::Event& event) override { warn_(event.str()); }

  void BeginWrite() {
    ++number_;
    delivered = 0;
    failed = absl::OkStatus();
  }

  // What the messages of this write carry.
  void* Tag() const { return reinterpret_cast<void*>(number_); }

  size_t delivered = 0;
  absl::Status failed;

 private:
  const std::function<void(const std::string&)> warn_;
  uintptr_t number_ = 0;
};

KafkaWriter::KafkaWriter(std::string topic,
                         std::function<void(const std::string&)> warn)
    : topic_(std::move(topic)),
      callbacks_(std::make_unique<Callbacks>(std::move(warn))) {}

KafkaWriter::~KafkaWriter() = default;

absl::StatusOr<std::unique_ptr<KafkaWriter>> KafkaWriter::Open(
    const KafkaCluster& cluster, std::string topic,
    std::function<void(const std::string&)> warn) {
  auto conf = MakeKafkaConf(
      cluster, {{"enable.idempotence", "true"},
                {"delivery.timeout.ms", std::to_string(kFlushMilliseconds)}});
  if (!conf.ok()) return conf.status();
  std::unique_ptr<KafkaWriter> writer(
      new KafkaWriter(std::move(topic), std::move(warn)));
  std::string error;
  (*conf)->set("dr_cb",
               static_cast<RdKafka::DeliveryReportCb*>(&*writer->callbacks_),
               error);
  (*conf)->set("event_cb", static_cast<RdKafka::EventCb*>(&*writer->callbacks_),
               error);
  writer->producer_.reset(RdKafka::Producer::create(conf->get(), error));
  if (writer->producer_ == nullptr) return absl::InvalidArgumentError(error);
  return writer;
}

absl::Status KafkaWriter::Write(std::span<const KafkaMessage> messages) {
  const std::lock_guard lock(mutex_);
  callbacks_->BeginWrite();
  absl::Status status;
  for (const KafkaMessage& message : messages) {
    if (status.ok()) status = Produce(message);
  }
  if (status.ok()) {
    status = FromKafka(producer_->flush(kFlushMilliseconds), topic_);
  }
  if (status.ok()) status = callbacks_->failed;
  if (status.ok() && callbacks_->delivered < messages.size()) {
    status = FromKafka(RdKafka::ERR__TIMED_OUT, topic_);
  }
  // What is still on its way may come twice.
  if (!status.ok()) producer_->purge(RdKafka::Producer::PURGE_QUEUE);
  return callbacks_->failed.ok() ? status : callbacks_->failed;
}

absl::Status KafkaWriter::Produce(const KafkaMessage& message) {
  while (true) {
    std::unique_ptr<RdKafka::Headers> headers(RdKafka::Headers::create());
    for (const auto& [name, text] : message.headers) headers->add(name, text);
    const RdKafka::ErrorCode code = producer_->produce(
        topic_, RdKafka::Topic::PARTITION_UA, RdKafka::Producer::RK_MSG_COPY,
        const_cast<char*>(message.value.data()), message.value.size(),
        message.key.data(), message.key.size(), 0, headers.get(),
        callbacks_->Tag());
    if (code == RdKafka::ERR_NO_ERROR) {
      (void)headers.release();  // the producer's now
      return absl::OkStatus();
    }
    if (code != RdKafka::ERR__QUEUE_FULL) return FromKafka(code, topic_);
    producer_->poll(kPollMilliseconds);
  }
}

}  // namespace farcall
