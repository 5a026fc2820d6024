// SPDX-License-Identifier: Apache-2.0
#include "server/app/configured_files.h"

#include <algorithm>
#include <vector>

#include "absl/time/time.h"
#include "kafka/kafka_config.h"
#include "server/auth/server_credentials.h"
#include "server/config/replica_list.h"
#include "server/stores/store_options.h"
#include "server/telemetry/metrics.h"
#include "settings/text_form.h"
#include "settings/version.h"

namespace farcall {
namespace {

// The names that certificates of the other replicas show: the hosts of their
// addresses.
std::vector<std::string> ReplicaNames(const Config& config) {
  std::vector<std::string> names;
  if (config.cluster_log == Config::ClusterLog::kNone) return names;
  for (const ReplicaEntry& replica :
       ReplicasIn(config.cluster_replicas).value_or(ReplicaEntries())) {
    names.push_back(replica.host());
  }
  return names;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Authorizer>> OpenAuthorizer(
    const Config& config, AuthMetrics& metrics) {
  return Authorizer::Open(
      {.tokens_file = config.tokens_file,
       .policy_file = config.policy_file,
       .client_certificates =
           config.tls_client_certificates != Config::ClientCertificates::kNone,
       .replica_names = ReplicaNames(config),
       .cluster_token_file = config.cluster_token_file},
      metrics);
}

absl::StatusOr<std::optional<ReloadedFile<CertificateChain>>> OpenCertificate(
    const Config& config) {
  if (config.tls_cert_file.empty()) return std::nullopt;
  auto certificate = ReloadedFile<CertificateChain>::Open(config.tls_cert_file);
  if (!certificate.ok()) return certificate.status();
  return *std::move(certificate);
}

absl::StatusOr<std::unique_ptr<DatabaseOriginResolver>> OpenOrigins(
    const Config& config) {
  return DatabaseOriginResolver::Open(
      {.database_path = config.geoip_db,
       .asn_path = config.geoip_asn_db,
       .city_paths =
           PathsIn(config.geoip_city_db).value_or(std::vector<std::string>()),
       .overrides_path = config.geoip_overrides,
       .without_database = !config.geoip_required});
}

absl::StatusOr<std::unique_ptr<OwnershipFiles>> OpenOwnership(
    const Config& config) {
  return OwnershipFiles::Open({.own_addresses = config.own_addresses,
                               .aws_ip_ranges = config.aws_ip_ranges,
                               .anonymizer_exits = config.anonymizer_exits,
                               .contacts = config.contacts_file,
                               .critical_assets = config.critical_assets});
}

absl::Status CheckBackupDir(const Config& config) {
  return config.backup_dir.empty()
             ? absl::OkStatus()
             : CheckDirectory("backup-dir", config.backup_dir);
}

std::optional<std::string> ExpiryWarning(const CertificateChain& chain,
                                         const std::string& path,
                                         int64_t now_seconds) {
  if (chain.not_after_seconds() > now_seconds) return std::nullopt;
  return path + ": the certificate expired at " +
         absl::FormatTime("%Y-%m-%dT%H:%M:%SZ",
                          absl::FromUnixSeconds(chain.not_after_seconds()),
                          absl::UTCTimeZone());
}

ConfigFindings CheckConfiguredFiles(const Config& config, int64_t now_seconds) {
  ConfigFindings findings;
  const auto add = [&findings](const absl::Status& status) {
    const std::string error(status.message());
    // A file may be needed for more than one thing.
    if (!status.ok() && std::ranges::count(findings.errors, error) == 0) {
      findings.errors.push_back(error);
    }
  };

  const auto certificate = OpenCertificate(config);
  add(certificate.status());
  if (certificate.ok() && certificate->has_value()) {
    const auto warning = ExpiryWarning(*(*certificate)->content(),
                                       config.tls_cert_file, now_seconds);
    if (warning.has_value()) findings.warnings.push_back(*warning);
  }
  add(CheckPrivateKeyFile(config));
  add(CheckClientAuthorities(config));

  // One file at a time, so that a fault of one does not hide the other's.
  Metrics metrics(Version());
  for (std::string Config::*other : {&Config::policy_file, &Config::tokens_file,
                                     &Config::cluster_token_file}) {
    Config one;
    one.tls_client_certificates = config.tls_client_certificates;
    one.*other = config.*other;
    add(OpenAuthorizer(one, metrics.auth).status());
  }
  constexpr std::string Config::*kOriginFiles[] = {
      &Config::geoip_db, &Config::geoip_asn_db, &Config::geoip_city_db,
      &Config::geoip_overrides};
  for (const auto setting : kOriginFiles) {
    Config one = config;
    for (const auto other : kOriginFiles) (one.*other).clear();
    one.geoip_required = false;
    const bool is_list = setting == &Config::geoip_city_db;
    for (const std::string& path :
         is_list ? PathsIn(config.*setting).value_or(std::vector<std::string>())
                 : std::vector{config.*setting}) {
      one.*setting = path;
      add(OpenOrigins(one).status());
    }
  }
  constexpr std::string Config::*kLists[] = {
      &Config::own_addresses, &Config::aws_ip_ranges, &Config::anonymizer_exits,
      &Config::contacts_file, &Config::critical_assets};
  for (const auto list : kLists) {
    Config one;
    one.*list = config.*list;
    add(OpenOwnership(one).status());
  }
  add(ReadPseudonyms(config).status());
  if (config.cluster_log == Config::ClusterLog::kKafka) {
    add(ReadKafkaCluster(config.cluster_brokers,
                         config.cluster_kafka_config_file)
            .status());
  }
  add(CheckDirectory("data-dir", config.data_dir));
  add(CheckBackupDir(config));
  return findings;
}

}  // namespace farcall
