// SPDX-License-Identifier: Apache-2.0
#include "ingest/kafka/kafka_retention.h"

#include <algorithm>
#include <memory>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "kafka/topic_settings.h"

namespace farcall {
namespace {

absl::StatusOr<absl::Duration> RetentionOf(const std::string& topic,
                                           const TopicSettings& settings) {
  const auto found = settings.find("retention.ms");
  int64_t milliseconds = 0;
  if (found == settings.end() ||
      !absl::SimpleAtoi(found->second, &milliseconds)) {
    return absl::UnavailableError(
        absl::StrCat("the topic ", topic, " has no retention.ms"));
  }
  return milliseconds < 0 ? absl::InfiniteDuration()
                          : absl::Milliseconds(milliseconds);
}

}  // namespace

absl::StatusOr<absl::Duration> RetentionOfTopics(
    const KafkaCluster& cluster, std::span<const std::string> topics,
    absl::Duration timeout) {
  auto conf = MakeKafkaConf(cluster, {});
  if (!conf.ok()) return conf.status();
  std::string error;
  const std::unique_ptr<RdKafka::Producer> client(
      RdKafka::Producer::create(conf->get(), error));
  if (client == nullptr) return absl::InvalidArgumentError(error);
  const auto all = SettingsOfTopics(*client, topics, timeout);
  if (!all.ok()) return all.status();
  absl::Duration longest;
  for (size_t i = 0; i < topics.size(); ++i) {
    const auto retention = RetentionOf(topics[i], (*all)[i]);
    if (!retention.ok()) return retention.status();
    longest = std::max(longest, *retention);
  }
  return longest;
}

}  // namespace farcall
