// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "cloudtrail/identity/principal.h"
#include "logging/log_level.h"
#include "scoring/batch/histogram_store.h"
#include "settings/settable_config.h"

namespace farcall {

// All that the server can be told. Read once at start, never changed. The
// defaults are here and nowhere else; names, ranges and help are in
// the *_settings.cc.
struct Config : SettableConfig {
  enum class Durability { kFsync, kWal };
  enum class ClientCertificates { kNone, kOptional, kRequired };
  enum class ClusterLog { kNone, kKafka };

  std::string listen = "127.0.0.1:50051";
  std::string metrics_listen = "127.0.0.1:9464";
  std::string admin_listen = "127.0.0.1:9465";
  int64_t streams_max = 128;
  int64_t watchers_max = 64;
  int64_t in_flight_bytes_max = 256 << 20;
  int64_t batches_in_flight_max = 64;
  int64_t connection_streams_max = 128;
  int64_t connection_idle_seconds = 300;
  int64_t connection_age_seconds = 3'600;
  int64_t connection_grace_seconds = 600;
  int64_t queue_wait_ms = 250;
  int64_t tenant_share_percent = 50;
  int64_t send_seconds = 20;
  int64_t first_message_seconds = 20;
  int64_t readiness_delay_seconds = 2;
  int64_t drain_seconds = 30;

  std::string tls_cert_file;
  std::string tls_key_file;
  ClientCertificates tls_client_certificates = ClientCertificates::kNone;
  std::string tls_client_ca_file;
  int64_t tls_reload_seconds = 30;
  std::string tokens_file;
  std::string policy_file;
  bool allow_plaintext_beyond_loopback = false;
  bool reflection = true;
  bool core_dumps = false;

  int64_t batch_events_max = 5000;
  int64_t record_bytes_max = 1 << 20;
  int64_t request_bytes_max = 16 << 20;
  int64_t event_future_seconds_max = 900;

  std::string geoip_db;
  bool geoip_required = true;
  std::string geoip_asn_db;
  std::string geoip_city_db;  // paths (PathsIn)
  std::string geoip_overrides;
  int64_t geoip_reload_seconds = 30;

  std::string own_addresses;
  std::string aws_ip_ranges;
  std::string anonymizer_exits;
  std::string contacts_file;
  std::string critical_assets;

  PrincipalStrategy principal_strategy = PrincipalStrategy::kAuto;
  int64_t half_life_days = 30;
  int64_t quarantine_days = 14;
  std::string detectors_off;  // FindDetectors() reads it
  int64_t alert_threshold = 70;
  int64_t alert_budget = 0;

  std::string data_dir = "farcall-data";
  Durability durability = Durability::kFsync;
  int64_t seen_window_seconds = HistogramStore::kSeenWindowSeconds;
  int64_t seen_events_max = 20'000'000;
  int64_t seen_memory_bytes = 512 << 20;
  int64_t finding_expire_days = 30;
  int64_t finding_days = 400;
  int64_t findings_max = 100'000;
  int64_t finding_samples = 20;
  int64_t event_hours = 48;
  int64_t event_bytes_max = int64_t{2} << 30;
  int64_t ledger_days = 180;
  int64_t baseline_cache_bytes = 128 << 20;
  int64_t rocksdb_cache_bytes = 256 << 20;
  int64_t rocksdb_write_buffer_bytes = 64 << 20;
  std::string pseudonym_key_file;

  std::string backup_dir;
  int64_t backups_kept = 7;

  ClusterLog cluster_log = ClusterLog::kNone;
  std::string cluster_brokers;
  std::string cluster_topic = "farcall";
  std::string cluster_kafka_config_file;
  int64_t cluster_shards = 64;
  std::string cluster_replica;
  std::string cluster_replicas;  // ReplicasIn() reads it
  int64_t cluster_copies = 2;
  int64_t cluster_takeover_ms = 1'500;
  int64_t cluster_log_life = 1;
  std::string cluster_token_file;
  bool cluster_allow_fewer_copies = false;

  LogLevel log_level = LogLevel::kInfo;
  LogFormat log_format = LogFormat::kJson;

  int64_t self_test_seconds = 0;

  std::string otlp_endpoint;
  int64_t trace_sample_percent = 1;
};

}  // namespace farcall
