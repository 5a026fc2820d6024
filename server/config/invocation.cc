// SPDX-License-Identifier: Apache-2.0
#include "server/config/invocation.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <utility>

#include "server/config/config_docs.h"
#include "server/config/replica_list.h"
#include "server/config/settings.h"
#include "settings/loopback.h"
#include "settings/settings_docs.h"
#include "settings/unknown_variables.h"

namespace farcall {
namespace {

constexpr std::string_view kRepairLog = "--repair-log";
constexpr std::string_view kRestore = "--restore-backup";
constexpr std::string_view kRestoreIfEmpty = "--restore-backup-if-empty";

constexpr std::string_view kPlainCommands[] = {kRepairLog};
constexpr std::string_view kRestoreCommands[] = {kRestore, kRestoreIfEmpty};
constexpr std::string_view kRestoreShard[] = {"--restore-shard"};
constexpr std::string_view kValueCommands[] = {kRestore, kRestoreIfEmpty,
                                               kRestoreShard[0]};

// Of the client `farcall`, which may run beside the server.
constexpr std::string_view kClientVariables[] = {
    "FARCALL_ADMIN_SERVER",  "FARCALL_SERVER",         "FARCALL_TENANT",
    "FARCALL_TLS",           "FARCALL_TLS_CA_FILE",    "FARCALL_TOKEN_FILE",
    "FARCALL_TLS_CERT_FILE", "FARCALL_TLS_SERVER_NAME"};

// Of farcall-ingest, which warns of its own.
constexpr std::string_view kIngestPrefix = "FARCALL_INGEST_";

void CheckTogether(const Config& config, GivenSettings& given) {
  const auto described = [&](std::string_view name) {
    return given.Described(name, config);
  };
  if (config.geoip_required && config.geoip_db.empty()) {
    given.AddError(
        "geoip-db: is empty: must be the path of a country database (.mmdb), "
        "unless geoip-required is false");
  }
  if (config.record_bytes_max > config.request_bytes_max) {
    given.AddError("record-bytes-max: " + described("record-bytes-max") +
                   " is not allowed: must be at most "
                   "request-bytes-max, which is " +
                   described("request-bytes-max"));
  }
}

void CheckTls(const Config& config, GivenSettings& given) {
  const auto add = [&](std::string error) { given.AddError(std::move(error)); };
  if (config.tls_cert_file.empty() != config.tls_key_file.empty()) {
    add("tls-cert-file and tls-key-file: one is set without the other");
  }
  const bool clients =
      config.tls_client_certificates != Config::ClientCertificates::kNone;
  if (clients && config.tls_cert_file.empty()) {
    add("tls-client-certificates: needs tls-cert-file and tls-key-file");
  }
  if (clients == config.tls_client_ca_file.empty()) {
    add(clients ? "tls-client-ca-file: is required by tls-client-certificates"
                : "tls-client-ca-file: is of no use while "
                  "tls-client-certificates is none");
  }
  if (config.tls_cert_file.empty() && !IsLoopback(config.listen) &&
      !config.allow_plaintext_beyond_loopback) {
    add("listen: " + config.listen +
        " is reached from other machines, in plaintext: set tls-cert-file and "
        "tls-key-file, or say allow-plaintext-beyond-loopback=true where a "
        "mesh "
        "encrypts");
  }
}

// What a cluster needs beside the settings' own ranges.
void CheckCluster(const Config& config, GivenSettings& given) {
  if (config.cluster_log == Config::ClusterLog::kNone) return;
  const auto add = [&](std::string error) { given.AddError(std::move(error)); };
  if (config.cluster_brokers.empty()) {
    add("cluster-brokers: is empty: is required by cluster-log=kafka");
  }
  const auto replicas = ReplicasIn(config.cluster_replicas);
  if (!replicas.has_value()) return;
  if (std::ranges::count(*replicas, config.cluster_replica,
                         &ReplicaEntry::name) == 0) {
    add("cluster-replica: " + given.Described("cluster-replica", config) +
        " is not allowed: must be a name in cluster-replicas, which is " +
        given.Described("cluster-replicas", config));
  }
  if (static_cast<size_t>(config.cluster_copies) > replicas->size()) {
    add("cluster-copies: " + given.Described("cluster-copies", config) +
        " is not allowed: must be at most the replicas in cluster-replicas, " +
        std::to_string(replicas->size()));
  }
  const bool clients =
      config.tls_client_certificates != Config::ClientCertificates::kNone;
  if (!clients && !config.tls_cert_file.empty()) {
    add("tls-client-certificates: is none: replicas with TLS know each other "
        "by their certificates, must be optional or required");
  } else if (replicas->size() > 1 && !clients &&
             config.cluster_token_file.empty()) {
    add("cluster-token-file: is empty: replicas know each other by it, or by "
        "tls-client-certificates");
  }
}

// Two listeners cannot share an address.
void CheckAddresses(const Config& config, GivenSettings& given) {
  const std::pair<std::string_view, const std::string*> listeners[] = {
      {"listen", &config.listen},
      {"metrics-listen", &config.metrics_listen},
      {"admin-listen", &config.admin_listen}};
  for (const auto* later = std::begin(listeners); later != std::end(listeners);
       ++later) {
    if (later->second->ends_with(":0")) continue;
    for (const auto* earlier = std::begin(listeners); earlier != later;
         ++earlier) {
      if (*earlier->second != *later->second) continue;
      given.AddError(std::string(later->first) + ": " +
                     given.Described(later->first, config) +
                     " is not allowed: must not be the same as " +
                     std::string(earlier->first) + ", which is " +
                     given.Described(earlier->first, config));
    }
  }
}

// The last of the commands `flags` that were given; nullptr if none was.
const GivenSettings::Command* LastOf(std::span<const std::string_view> flags,
                                     const GivenSettings& given) {
  const GivenSettings::Command* last = nullptr;
  for (const GivenSettings::Command& command : given.commands()) {
    if (std::ranges::count(flags, command.flag) > 0) last = &command;
  }
  return last;
}

std::optional<uint32_t> NumberIn(std::string_view text) {
  uint32_t number = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) {
    return std::nullopt;
  }
  return number;
}

void RefuseCommand(const GivenSettings::Command& command,
                   const std::string& must, GivenSettings& given) {
  given.AddError("flag " + command.flag + ": " + QuotedInError(command.value) +
                 " is not allowed: must be " + must);
}

std::optional<uint32_t> ShardToRestore(const Config& config,
                                       GivenSettings& given) {
  const GivenSettings::Command* asked = LastOf(kRestoreShard, given);
  if (asked == nullptr) return std::nullopt;
  if (config.cluster_log == Config::ClusterLog::kNone) {
    given.AddError("flag " + asked->flag + ": needs cluster-log");
  } else if (LastOf(kRestoreCommands, given) == nullptr) {
    given.AddError("flag " + asked->flag + ": needs " + std::string(kRestore) +
                   " or " + std::string(kRestoreIfEmpty));
  }
  const auto shard = NumberIn(asked->value);
  if (!shard.has_value() || *shard >= config.cluster_shards) {
    RefuseCommand(*asked,
                  "a shard, 0 to " + std::to_string(config.cluster_shards - 1),
                  given);
  }
  return shard;
}

std::optional<RestoreOrder> RestoreOf(const Config& config,
                                      GivenSettings& given) {
  RestoreOrder order{.shard = ShardToRestore(config, given)};
  const GivenSettings::Command* asked = LastOf(kRestoreCommands, given);
  if (asked == nullptr) return std::nullopt;
  if (config.backup_dir.empty()) {
    given.AddError("flag " + asked->flag + ": needs backup-dir");
  }
  if (asked->flag == kRestoreIfEmpty) {
    order.existing_store = ExistingStore::kKeep;
  }
  if (asked->value == "newest") return order;
  order.backup = NumberIn(asked->value).value_or(0);
  if (order.backup == 0) {
    RefuseCommand(*asked, "newest, or the number of a backup", given);
  } else if (config.cluster_log != Config::ClusterLog::kNone &&
             !order.shard.has_value()) {
    RefuseCommand(*asked,
                  "newest, unless --restore-shard says of which shard it is "
                  "the number",
                  given);
  }
  return order;
}

Invocation Answer(std::string output) {
  Invocation invocation;
  invocation.exit_code = 0;
  invocation.output = std::move(output);
  return invocation;
}

Invocation Refuse(const GivenSettings& given) {
  Invocation invocation;
  invocation.exit_code = kExitBadSettings;
  invocation.errors = given.ErrorLines();
  return invocation;
}

}  // namespace

Invocation ReadConfig(std::span<const std::string_view> arguments,
                      Environment environment) {
  const SettingTable table = ServerSettings();
  GivenSettings given(table,
                      {.plain = kPlainCommands, .with_value = kValueCommands},
                      arguments);
  if (given.Has("--help")) return Answer(HelpText());
  if (given.Has("--version")) return Answer(ProgramAndVersion(table) + '\n');
  Invocation serve;
  given.Resolve(environment, serve.config);
  CheckTogether(serve.config, given);
  CheckAddresses(serve.config, given);
  CheckTls(serve.config, given);
  CheckCluster(serve.config, given);
  serve.restore = RestoreOf(serve.config, given);
  if (!given.errors().empty()) return Refuse(given);
  if (given.Has("--print-config")) {
    return Answer(ConfigFileText(table, serve.config));
  }
  serve.check = given.Has("--check-config");
  serve.repair_log = given.Has(kRepairLog);
  return serve;
}

std::vector<std::string> UnknownVariables(
    std::span<const std::string_view> names) {
  std::vector<std::string_view> ours;
  std::ranges::copy_if(names, std::back_inserter(ours), [](auto name) {
    return !name.starts_with(kIngestPrefix);
  });
  return UnknownVariables(ServerSettings(), kClientVariables, ours);
}

}  // namespace farcall
