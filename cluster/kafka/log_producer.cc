// SPDX-License-Identifier: Apache-2.0
#include "cluster/kafka/log_producer.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "cluster/kafka/log_properties.h"
#include "cluster/kafka/log_status.h"

namespace farcall {
namespace {

// What the records of a log carry through librdkafka.
void* TagOf(uint64_t log) { return reinterpret_cast<void*>(log); }
uint64_t LogOf(const void* tag) { return reinterpret_cast<uintptr_t>(tag); }

}  // namespace

// Of appends that failed, and no others: delivery.report.only.error.
class LogProducer::Reports final : public RdKafka::DeliveryReportCb {
 public:
  explicit Reports(LogProducer& producer) : producer_(producer) {}

  void dr_cb(RdKafka::Message& message) override {
    if (message.err() == RdKafka::ERR_NO_ERROR) return;
    producer_.Fail(LogOf(message.msg_opaque()),
                   LogStatus(message.err(), absl::StrCat("append to partition ",
                                                         message.partition())));
  }

 private:
  LogProducer& producer_;
};

LogProducer::LogProducer(std::string topic,
                         std::function<void(const std::string&)> warn)
    : topic_(std::move(topic)),
      events_(std::move(warn)),
      reports_(std::make_unique<Reports>(*this)) {}

LogProducer::~LogProducer() = default;

absl::StatusOr<std::shared_ptr<LogProducer>> LogProducer::Create(
    const KafkaCluster& cluster, std::string topic,
    std::chrono::milliseconds delivery_timeout,
    std::function<void(const std::string&)> warn) {
  auto conf = LogProducerConf(cluster, delivery_timeout);
  if (!conf.ok()) return conf.status();
  std::shared_ptr<LogProducer> producer(
      new LogProducer(std::move(topic), std::move(warn)));
  std::string error;
  (*conf)->set("dr_cb",
               static_cast<RdKafka::DeliveryReportCb*>(&*producer->reports_),
               error);
  (*conf)->set("event_cb", static_cast<RdKafka::EventCb*>(&producer->events_),
               error);
  producer->producer_.reset(RdKafka::Producer::create(conf->get(), error));
  if (producer->producer_ == nullptr) return absl::InvalidArgumentError(error);
  producer->poller_.emplace(*producer->producer_);
  return producer;
}

LogProducer::LogId LogProducer::Open() {
  const std::lock_guard lock(mutex_);
  health_.emplace(++last_, absl::OkStatus());
  return last_;
}

void LogProducer::Close(LogId log) {
  const std::lock_guard lock(mutex_);
  health_.erase(log);
}

absl::Status LogProducer::Append(LogId log, int32_t partition,
                                 const std::string& record) {
  if (auto status = Health(log); !status.ok()) return status;
  const RdKafka::ErrorCode code =
      producer_->produce(topic_, partition, RdKafka::Producer::RK_MSG_COPY,
                         const_cast<char*>(record.data()), record.size(),
                         nullptr, 0, 0, TagOf(log));
  return LogStatus(code, absl::StrCat("append to partition ", partition));
}

absl::Status LogProducer::Health(LogId log) const {
  {
    const std::lock_guard lock(mutex_);
    const auto found = health_.find(log);
    if (found != health_.end() && !found->second.ok()) return found->second;
  }
  return Fatal();
}

absl::Status LogProducer::Fatal() const {
  std::string reason;
  const RdKafka::ErrorCode code = producer_->fatal_error(reason);
  return LogStatus(code, absl::StrCat("the producer has ended: ", reason));
}

void LogProducer::Fail(LogId log, const absl::Status& why) {
  const std::lock_guard lock(mutex_);
  const auto found = health_.find(log);
  if (found != health_.end() && found->second.ok()) found->second = why;
}

}  // namespace farcall
