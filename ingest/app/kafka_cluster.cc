// SPDX-License-Identifier: Apache-2.0
#include "ingest/app/kafka_cluster.h"

#include "files/file_content.h"

namespace farcall {
namespace {

constexpr uint64_t kPropertiesBytesMax = 1 << 20;

}  // namespace

absl::StatusOr<KafkaCluster> KafkaClusterOf(const IngestConfig& config) {
  KafkaCluster cluster{config.kafka_brokers};
  const std::string& path = config.kafka_properties_file;
  if (path.empty()) return cluster;
  const auto file = ReadFile(path, kPropertiesBytesMax);
  if (!file.ok()) return file.status();
  auto properties = ParseKafkaProperties(file->bytes, path);
  if (!properties.ok()) return properties.status();
  cluster.properties = *std::move(properties);
  return cluster;
}

}  // namespace farcall
