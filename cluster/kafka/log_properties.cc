// SPDX-License-Identifier: Apache-2.0
#include "cluster/kafka/log_properties.h"

#include <map>
#include <string>

namespace farcall {
namespace {

using Properties = std::map<std::string, std::string>;

// A leader that is away is given up, and its successor found, within seconds.
const Properties& Common() {
  static const Properties properties{
      {"socket.nagle.disable", "true"},
      {"socket.keepalive.enable", "true"},
      {"socket.timeout.ms", "5000"},
      {"socket.connection.setup.timeout.ms", "3000"},
      {"reconnect.backoff.max.ms", "500"},
      {"topic.metadata.refresh.interval.ms", "1000"},
      {"topic.metadata.propagation.max.ms", "5000"},
  };
  return properties;
}

Properties With(Properties more) {
  more.insert(Common().begin(), Common().end());
  return more;
}

}  // namespace

absl::StatusOr<std::unique_ptr<RdKafka::Conf>> LogProducerConf(
    const KafkaCluster& cluster, std::chrono::milliseconds delivery_timeout) {
  return MakeKafkaConf(
      cluster,
      {
          {"acks", "all"},
          {"enable.idempotence", "true"},
          {"max.in.flight", "5"},
          {"message.max.bytes", std::to_string(kLogBatchBytesMax)},
          {"delivery.timeout.ms", std::to_string(delivery_timeout.count())},
          {"delivery.report.only.error", "true"},
      },
      With({
          {"compression.type", "lz4"},
          {"linger.ms", "0"},
          {"retry.backoff.ms", "50"},
          {"queue.buffering.max.kbytes", "262144"},
      }));
}

absl::StatusOr<std::unique_ptr<RdKafka::Conf>> LogConsumerConf(
    const KafkaCluster& cluster) {
  return MakeKafkaConf(cluster,
                       {
                           {"allow.auto.create.topics", "false"},
                           // A position that the log does not have is told, and
                           // never replaced by another.
                           {"auto.offset.reset", "error"},
                           {"check.crcs", "true"},
                           {"enable.auto.commit", "false"},
                           {"enable.auto.offset.store", "false"},
                           {"enable.partition.eof", "false"},
                           {"isolation.level", "read_uncommitted"},
                       },
                       With({
                           {"fetch.min.bytes", "1"},
                           {"fetch.wait.max.ms", "100"},
                           {"fetch.error.backoff.ms", "50"},
                           // Of each partition.
                           {"queued.max.messages.kbytes", "8192"},
                       }));
}

}  // namespace farcall
