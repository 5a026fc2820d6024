// SPDX-License-Identifier: Apache-2.0
#include "kafka/topic_settings.h"

#include <librdkafka/rdkafka.h>

#include <array>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "kafka/kafka_config.h"

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

absl::StatusOr<TopicSettings> SettingsOf(
    const rd_kafka_ConfigResource_t& topic) {
  const std::string name = rd_kafka_ConfigResource_name(&topic);
  const auto code =
      static_cast<RdKafka::ErrorCode>(rd_kafka_ConfigResource_error(&topic));
  if (code != RdKafka::ERR_NO_ERROR) {
    return FromKafka(code, absl::StrCat("configuration of the topic ", name));
  }
  size_t count = 0;
  const rd_kafka_ConfigEntry_t** const entries =
      rd_kafka_ConfigResource_configs(&topic, &count);
  TopicSettings settings;
  for (size_t i = 0; i < count; ++i) {
    const char* value = rd_kafka_ConfigEntry_value(entries[i]);
    if (value == nullptr) continue;  // a secret
    settings[rd_kafka_ConfigEntry_name(entries[i])] = value;
  }
  return settings;
}

absl::StatusOr<std::vector<TopicSettings>> Answer(rd_kafka_event_t& event) {
  const auto code =
      static_cast<RdKafka::ErrorCode>(rd_kafka_event_error(&event));
  if (code != RdKafka::ERR_NO_ERROR) {
    return FromKafka(code, "configurations of topics");
  }
  size_t count = 0;
  const rd_kafka_ConfigResource_t** const topics =
      rd_kafka_DescribeConfigs_result_resources(
          rd_kafka_event_DescribeConfigs_result(&event), &count);
  std::vector<TopicSettings> all;
  for (size_t i = 0; i < count; ++i) {
    auto settings = SettingsOf(*topics[i]);
    if (!settings.ok()) return settings.status();
    all.push_back(*std::move(settings));
  }
  return all;
}

}  // namespace

absl::StatusOr<std::vector<TopicSettings>> SettingsOfTopics(
    RdKafka::Handle& client, std::span<const std::string> topics,
    absl::Duration timeout) {
  rd_kafka_t* const handle = client.c_ptr();
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
  auto all = Answer(*event);
  if (all.ok() && all->size() != topics.size()) {
    return absl::UnavailableError("a broker told of other topics");
  }
  return all;
}

}  // namespace farcall
