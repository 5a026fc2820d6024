// SPDX-License-Identifier: Apache-2.0
#include "ingest/kafka/kafka_retention.h"

#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string_view>
#include <vector>

#include "absl/strings/numbers.h"

namespace farcall {
namespace {

template <auto Destroy>
struct Destroyer {
  void operator()(auto* object) const { Destroy(object); }
};
template <typename T, auto Destroy>
using Owned = std::unique_ptr<T, Destroyer<Destroy>>;

using Queue = Owned<rd_kafka_queue_t, rd_kafka_queue_destroy>;
using Event = Owned<rd_kafka_event_t, rd_kafka_event_destroy>;
using Options = Owned<rd_kafka_AdminOptions_t, rd_kafka_AdminOptions_destroy>;
using Resource =
    Owned<rd_kafka_ConfigResource_t, rd_kafka_ConfigResource_destroy>;

absl::StatusOr<absl::Duration> RetentionOf(
    const rd_kafka_ConfigResource_t& topic) {
  const std::string name = rd_kafka_ConfigResource_name(&topic);
  const auto code =
      static_cast<RdKafka::ErrorCode>(rd_kafka_ConfigResource_error(&topic));
  if (code != RdKafka::ERR_NO_ERROR) {
    return FromKafka(code, "configuration of the topic " + name);
  }
  size_t count = 0;
  const rd_kafka_ConfigEntry_t** const entries =
      rd_kafka_ConfigResource_configs(&topic, &count);
  for (size_t i = 0; i < count; ++i) {
    if (std::string_view(rd_kafka_ConfigEntry_name(entries[i])) !=
        "retention.ms") {
      continue;
    }
    const char* value = rd_kafka_ConfigEntry_value(entries[i]);
    int64_t milliseconds = 0;
    if (value == nullptr || !absl::SimpleAtoi(value, &milliseconds)) break;
    return milliseconds < 0 ? absl::InfiniteDuration()
                            : absl::Milliseconds(milliseconds);
  }
  return absl::UnavailableError("the topic " + name + " has no retention.ms");
}

absl::StatusOr<absl::Duration> LongestOf(rd_kafka_event_t& event) {
  const auto code =
      static_cast<RdKafka::ErrorCode>(rd_kafka_event_error(&event));
  if (code != RdKafka::ERR_NO_ERROR) {
    return FromKafka(code, "configurations of topics");
  }
  size_t count = 0;
  const rd_kafka_ConfigResource_t** const topics =
      rd_kafka_DescribeConfigs_result_resources(
          rd_kafka_event_DescribeConfigs_result(&event), &count);
  absl::Duration longest;
  for (size_t i = 0; i < count; ++i) {
    const auto retention = RetentionOf(*topics[i]);
    if (!retention.ok()) return retention.status();
    longest = std::max(longest, *retention);
  }
  return longest;
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
  rd_kafka_t* const handle = client->c_ptr();

  std::vector<Resource> resources;
  std::vector<rd_kafka_ConfigResource_t*> asked;
  for (const std::string& topic : topics) {
    resources.emplace_back(
        rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic.c_str()));
    asked.push_back(resources.back().get());
  }
  const auto milliseconds =
      static_cast<int>(absl::ToInt64Milliseconds(timeout));
  const Options options(
      rd_kafka_AdminOptions_new(handle, RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS));
  std::array<char, 256> reason{};
  rd_kafka_AdminOptions_set_request_timeout(options.get(), milliseconds,
                                            reason.data(), reason.size());
  const Queue queue(rd_kafka_queue_new(handle));
  rd_kafka_DescribeConfigs(handle, asked.data(), asked.size(), options.get(),
                           queue.get());
  const Event event(rd_kafka_queue_poll(queue.get(), milliseconds));
  if (event == nullptr) {
    return absl::UnavailableError("no broker told the topics' configurations");
  }
  return LongestOf(*event);
}

}  // namespace farcall
