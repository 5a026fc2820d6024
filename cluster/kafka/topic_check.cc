// SPDX-License-Identifier: Apache-2.0
#include "cluster/kafka/topic_check.h"

#include <librdkafka/rdkafkacpp.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "cluster/kafka/handle_events.h"
#include "cluster/kafka/log_properties.h"
#include "cluster/kafka/log_status.h"

namespace farcall {
namespace {

absl::StatusOr<TopicFacts> FactsOf(const RdKafka::TopicMetadata& topic) {
  if (topic.err() != RdKafka::ERR_NO_ERROR) {
    return LogStatus(topic.err(),
                     absl::StrCat("cluster-topic ", topic.topic()));
  }
  TopicFacts facts;
  facts.partitions = topic.partitions()->size();
  for (const auto* partition : *topic.partitions()) {
    const size_t copies = partition->replicas()->size();
    facts.copies = facts.copies == 0 ? copies : std::min(facts.copies, copies);
  }
  return facts;
}

absl::StatusOr<TopicFacts> Describe(RdKafka::Handle& client,
                                    const std::string& name,
                                    absl::Duration timeout) {
  std::string error;
  const std::unique_ptr<RdKafka::Topic> topic(
      RdKafka::Topic::create(&client, name, nullptr, error));
  if (topic == nullptr) return absl::InvalidArgumentError(error);
  RdKafka::Metadata* answer = nullptr;
  const RdKafka::ErrorCode code =
      client.metadata(false, topic.get(), &answer,
                      static_cast<int>(absl::ToInt64Milliseconds(timeout)));
  const std::unique_ptr<RdKafka::Metadata> metadata(answer);
  if (code != RdKafka::ERR_NO_ERROR) {
    return LogStatus(code, absl::StrCat("cluster-topic ", name));
  }
  if (metadata->topics()->size() != 1) {
    return absl::UnavailableError(
        absl::StrCat("cluster-topic ", name, ": no broker told of it"));
  }
  return FactsOf(*metadata->topics()->front());
}

}  // namespace

absl::StatusOr<TopicReport> CheckTopic(
    const KafkaCluster& cluster, const std::string& topic,
    const TopicRules& rules, absl::Duration timeout,
    std::function<void(const std::string&)> warn) {
  // A producer would create the topic where brokers allow it.
  auto conf = LogConsumerConf(cluster);
  if (!conf.ok()) return conf.status();
  HandleEvents events(std::move(warn));
  std::string error;
  (*conf)->set("event_cb", static_cast<RdKafka::EventCb*>(&events), error);
  const std::unique_ptr<RdKafka::Consumer> client(
      RdKafka::Consumer::create(conf->get(), error));
  if (client == nullptr) return absl::InvalidArgumentError(error);
  auto facts = Describe(*client, topic, timeout);
  if (!facts.ok()) return facts.status();
  const auto settings = SettingsOfTopics(*client, {&topic, 1}, timeout);
  if (!settings.ok()) return settings.status();
  facts->settings = settings->front();
  return JudgeTopic(topic, *facts, rules);
}

}  // namespace farcall
