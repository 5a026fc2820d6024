// SPDX-License-Identifier: Apache-2.0
#include "server/app/configured_files.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <vector>

#include "absl/time/time.h"
#include "files/file_content.h"
#include "server/auth/server_credentials.h"
#include "server/telemetry/metrics.h"
#include "settings/text_form.h"
#include "settings/version.h"

namespace farcall {
namespace {

namespace fs = std::filesystem;

constexpr size_t kSecretBytesMax = 64 << 10;

// Directories from `path` upwards that are not there, the deepest first.
std::vector<fs::path> MissingDirectories(fs::path path) {
  std::vector<fs::path> missing;
  std::error_code error;
  while (!path.empty() && !fs::exists(path, error) && !error) {
    missing.push_back(path);
    const fs::path parent = path.parent_path();
    if (parent == path) break;
    path = parent;
  }
  return missing;
}

std::string WhyNoFileCanBeMade(const fs::path& directory) {
  std::string name = (directory / ".farcall-check-XXXXXX").string();
  const int fd = mkstemp(name.data());
  if (fd < 0) return std::generic_category().message(errno);
  close(fd);
  unlink(name.c_str());
  return "";
}

}  // namespace

absl::StatusOr<std::unique_ptr<Authorizer>> OpenAuthorizer(
    const Config& config, AuthMetrics& metrics) {
  return Authorizer::Open(
      {.tokens_file = config.tokens_file,
       .policy_file = config.policy_file,
       .client_certificates =
           config.tls_client_certificates != Config::ClientCertificates::kNone},
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

absl::StatusOr<std::optional<Pseudonyms>> ReadPseudonyms(const Config& config) {
  const std::string& path = config.pseudonym_key_file;
  if (path.empty()) return std::nullopt;
  const absl::StatusOr<FileContent> file = ReadFile(path, kSecretBytesMax);
  if (!file.ok()) return file.status();
  const absl::StatusOr<Pseudonyms> pseudonyms =
      Pseudonyms::FromSecret(file->bytes);
  if (!pseudonyms.ok()) {
    return absl::Status(
        pseudonyms.status().code(),
        path + ": " + std::string(pseudonyms.status().message()));
  }
  return *pseudonyms;
}

absl::Status CheckDirectory(const std::string& setting,
                            const std::string& path) {
  const std::vector<fs::path> missing = MissingDirectories(path);
  std::error_code error;
  fs::create_directories(path, error);
  const std::string why =
      error ? "cannot be made: " + error.message() : WhyNoFileCanBeMade(path);
  for (const fs::path& made : missing) {
    std::error_code not_made;
    fs::remove(made, not_made);
  }
  if (why.empty()) return absl::OkStatus();
  return absl::FailedPreconditionError(
      setting + ": " + path + ": " +
      (error ? why : "no file can be made in it: " + why));
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
  for (std::string Config::*other :
       {&Config::policy_file, &Config::tokens_file}) {
    Config one = config;
    (one.*other).clear();
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
  add(CheckDirectory("data-dir", config.data_dir));
  add(CheckBackupDir(config));
  return findings;
}

}  // namespace farcall
