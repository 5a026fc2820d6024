// SPDX-License-Identifier: Apache-2.0
#include <prometheus/gauge.h>
#include <prometheus/registry.h>

#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_split.h"
#include "kafka/kafka_config.h"
#include "ingest/app/source_parts.h"
#include "ingest/kafka/kafka_retention.h"
#include "ingest/kafka/kafka_source.h"

namespace farcall {
namespace {

class KafkaParts final : public SourceParts {
 public:
  KafkaParts(const KafkaSource::Options& options,
             std::unique_ptr<KafkaSource> source,
             prometheus::Registry& registry)
      : cluster_(options.cluster),
        topics_(options.topics),
        source_(std::move(source)),
        lag_(prometheus::BuildGauge()
                 .Name("farcall_ingest_kafka_lag_messages")
                 .Help("Messages of a partition of this member that are not "
                       "acknowledged yet.")
                 .Register(registry)) {}

  Source& source() override { return *source_; }

  absl::StatusOr<absl::Duration> Retention(absl::Duration timeout) override {
    return RetentionOfTopics(cluster_, topics_, timeout);
  }

  void Sample() override {
    const std::lock_guard lock(mutex_);
    std::map<Place, prometheus::Gauge*> sampled;
    for (const KafkaSource::Lag& lag : source_->LagByPartition()) {
      auto& gauge = lag_.Add(
          {{"topic", lag.topic}, {"partition", std::to_string(lag.partition)}});
      gauge.Set(static_cast<double>(lag.messages));
      const Place place(lag.topic, lag.partition);
      sampled.emplace(place, &gauge);
      sampled_.erase(place);
    }
    // Those that are another member's now, which tells their lag.
    for (const auto& [place, gauge] : sampled_) lag_.Remove(gauge);
    sampled_ = std::move(sampled);
  }

 private:
  using Place = std::pair<std::string, int32_t>;  // topic and partition

  const KafkaCluster cluster_;
  const std::vector<std::string> topics_;
  const std::unique_ptr<KafkaSource> source_;
  prometheus::Family<prometheus::Gauge>& lag_;
  std::mutex mutex_;
  std::map<Place, prometheus::Gauge*> sampled_;  // of the last sample
};

}  // namespace

absl::StatusOr<std::unique_ptr<SourceParts>> OpenKafka(
    const SourceNeeds& needs) {
  const IngestConfig& config = needs.config;
  auto cluster = ReadKafkaCluster(config.kafka_brokers, config.kafka_properties_file);
  if (!cluster.ok()) return cluster.status();
  KafkaSource::Options options;
  options.cluster = *std::move(cluster);
  for (const auto topic :
       absl::StrSplit(config.kafka_topics, ',', absl::SkipEmpty())) {
    options.topics.emplace_back(topic);
  }
  options.group = config.kafka_group;
  options.group_instance = config.kafka_instance;
  options.messages_max = static_cast<size_t>(config.batch_events);
  options.bytes_max = static_cast<size_t>(config.batch_bytes);
  Log& log = needs.log;
  auto source = KafkaSource::Open(options, [&log](const std::string& text) {
    log.Warn("kafka", {{"reason", text}});
  });
  if (!source.ok()) return source.status();
  return std::make_unique<KafkaParts>(options, *std::move(source),
                                      needs.registry);
}

}  // namespace farcall
