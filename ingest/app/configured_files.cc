// SPDX-License-Identifier: Apache-2.0
#include "ingest/app/configured_files.h"

#include "client/channel.h"
#include "files/reloaded_file.h"
#include "ingest/http/access_tokens.h"
#include "kafka/kafka_config.h"

namespace farcall {

ServerAccess ServerAccessOf(const IngestConfig& config) {
  return {.address = config.server,
          .tls = config.tls,
          .tls_ca_file = config.tls_ca_file,
          .tls_cert_file = config.tls_cert_file,
          .tls_key_file = config.tls_key_file,
          .tls_server_name = config.tls_server_name,
          .token_file = config.token_file};
}

absl::Status CheckIngestFiles(const IngestConfig& config) {
  absl::Status status = ReadAccess(ServerAccessOf(config)).status();
  if (!status.ok()) return status;
  status = ReadKafkaCluster(config.kafka_brokers, config.kafka_properties_file)
               .status();
  if (!status.ok() || config.http_tokens_file.empty()) return status;
  return ReloadedFile<AccessTokens>::Open(config.http_tokens_file).status();
}

}  // namespace farcall
