// SPDX-License-Identifier: Apache-2.0
#include "kafka/kafka_config.h"
#include "ingest/app/source_parts.h"
#include "ingest/file/file_dead_letters.h"
#include "ingest/kafka/kafka_dead_letters.h"

namespace farcall {

absl::StatusOr<std::unique_ptr<DeadLetters>> OpenDeadLetters(
    const IngestConfig& config, Log& log) {
  using To = IngestConfig::DeadLettersTo;
  if (config.dead_letters == To::kFile) {
    auto letters = std::make_unique<FileDeadLetters>(config.dead_letter_file);
    // Nothing is written; but it is seen now whether it can be.
    absl::Status status = letters->Write({});
    if (!status.ok()) return status;
    return letters;
  }
  if (config.dead_letters == To::kKafka) {
    const auto cluster = ReadKafkaCluster(config.kafka_brokers, config.kafka_properties_file);
    if (!cluster.ok()) return cluster.status();
    auto writer = KafkaWriter::Open(
        *cluster, config.dead_letter_topic, [&log](const std::string& text) {
          log.Warn("kafka, dead letters", {{"reason", text}});
        });
    if (!writer.ok()) return writer.status();
    return std::make_unique<KafkaDeadLetters>(*std::move(writer));
  }
  if (config.dead_letters == To::kSqs) return OpenSqsDeadLetters(config);
  log.Warn("records that cannot be scored are discarded, and counted",
           {{"setting", "dead-letters"}});
  return std::make_unique<NoDeadLetters>();
}

absl::StatusOr<std::unique_ptr<SourceParts>> OpenSource(
    const SourceNeeds& needs) {
  switch (needs.config.source) {
    case IngestConfig::From::kSqs:
      return OpenSqs(needs);
    case IngestConfig::From::kKafka:
      return OpenKafka(needs);
    case IngestConfig::From::kHttp:
      return OpenHttp(needs);
    case IngestConfig::From::kUnset:
      break;
  }
  return absl::InvalidArgumentError("source: must be set");
}

}  // namespace farcall
