// SPDX-License-Identifier: Apache-2.0
#include "kafka/kafka_config.h"

#include <cstdint>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "files/file_content.h"

namespace farcall {
namespace {

constexpr uint64_t kPropertiesBytesMax = 1 << 20;

absl::Status Set(RdKafka::Conf& conf, const std::string& name,
                 const std::string& value) {
  std::string error;
  if (conf.set(name, value, error) == RdKafka::Conf::CONF_OK) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(
      absl::StrCat("property ", name, ": ", error));
}

}  // namespace

absl::StatusOr<std::map<std::string, std::string>> ParseKafkaProperties(
    std::string_view text, const std::string& path) {
  std::map<std::string, std::string> properties;
  int number = 0;
  for (const auto line : absl::StrSplit(std::string(text), '\n')) {
    ++number;
    const std::string trimmed(absl::StripAsciiWhitespace(line));
    if (trimmed.empty() || trimmed.front() == '#') continue;
    const size_t equals = trimmed.find('=');
    if (equals == 0 || equals == std::string::npos) {
      return absl::InvalidArgumentError(
          absl::StrCat(path, ":", number, ": is no line `name=value`"));
    }
    const std::string name(
        absl::StripTrailingAsciiWhitespace(trimmed.substr(0, equals)));
    properties[name] = std::string(
        absl::StripLeadingAsciiWhitespace(trimmed.substr(equals + 1)));
  }
  return properties;
}

absl::StatusOr<KafkaCluster> ReadKafkaCluster(
    const std::string& brokers, const std::string& properties_path) {
  KafkaCluster cluster{brokers};
  if (properties_path.empty()) return cluster;
  const auto file = ReadFile(properties_path, kPropertiesBytesMax);
  if (!file.ok()) return file.status();
  auto properties = ParseKafkaProperties(file->bytes, properties_path);
  if (!properties.ok()) return properties.status();
  cluster.properties = *std::move(properties);
  return cluster;
}

absl::StatusOr<std::unique_ptr<RdKafka::Conf>> MakeKafkaConf(
    const KafkaCluster& cluster,
    const std::map<std::string, std::string>& fixed,
    const std::map<std::string, std::string>& defaults) {
  std::unique_ptr<RdKafka::Conf> conf(
      RdKafka::Conf::create(RdKafka::Conf::CONF_GLOBAL));
  absl::Status status;
  if (!cluster.brokers.empty()) {
    status = Set(*conf, "bootstrap.servers", cluster.brokers);
  }
  for (const auto* properties : {&defaults, &cluster.properties, &fixed}) {
    for (const auto& [name, value] : *properties) {
      if (status.ok()) status = Set(*conf, name, value);
    }
  }
  if (!status.ok()) return status;
  return conf;
}

absl::Status FromKafka(RdKafka::ErrorCode code, const std::string& what) {
  const std::string message = absl::StrCat(what, ": ", RdKafka::err2str(code));
  switch (code) {
    case RdKafka::ERR_NO_ERROR:
      return absl::OkStatus();
    case RdKafka::ERR_TOPIC_AUTHORIZATION_FAILED:
    case RdKafka::ERR_GROUP_AUTHORIZATION_FAILED:
    case RdKafka::ERR_CLUSTER_AUTHORIZATION_FAILED:
      return absl::PermissionDeniedError(message);
    case RdKafka::ERR_SASL_AUTHENTICATION_FAILED:
    case RdKafka::ERR__AUTHENTICATION:
      return absl::UnauthenticatedError(message);
    case RdKafka::ERR_ILLEGAL_GENERATION:
    case RdKafka::ERR_UNKNOWN_MEMBER_ID:
    case RdKafka::ERR_FENCED_INSTANCE_ID:
    case RdKafka::ERR__ASSIGNMENT_LOST:
      return absl::FailedPreconditionError(message);
    default:
      return absl::UnavailableError(message);
  }
}

}  // namespace farcall
