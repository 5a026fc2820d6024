// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "logging/log_level.h"
#include "settings/settable_config.h"

namespace farcall {

// All that farcall-ingest can be told. Read once at start, never changed. The
// defaults are here and nowhere else; names, ranges and help are in
// ingest_settings.cc.
struct IngestConfig : SettableConfig {
  enum class From { kUnset, kSqs, kKafka, kHttp };
  enum class Mode { kScoreAndLearn, kLearnOnly };
  enum class WebhookBody { kJson, kOcsf, kSlack, kPagerDuty };
  enum class DeadLettersTo { kUnset, kFile, kKafka, kSqs, kDiscard };

  From source = From::kUnset;
  int64_t workers = 4;
  int64_t batch_events = 1000;
  int64_t batch_bytes = 4 << 20;
  int64_t document_bytes_max = 256 << 20;
  int64_t retry_seconds_max = 30;
  int64_t drain_seconds = 25;

  std::string server = "localhost:50051";
  bool tls = false;
  std::string tls_ca_file;
  std::string tls_cert_file;
  std::string tls_key_file;
  std::string tls_server_name;
  std::string token_file;
  int64_t reload_seconds = 30;
  std::string tenant;
  Mode mode = Mode::kScoreAndLearn;

  std::string sqs_queue_url;
  int64_t sqs_visibility_seconds = 300;
  bool sqs_redrive_required = true;
  std::string aws_region;
  int64_t s3_object_bytes_max = 256 << 20;

  std::string kafka_brokers;
  std::string kafka_topics;  // separated by commas
  std::string kafka_group = "farcall";
  std::string kafka_instance;
  std::string kafka_properties_file;

  std::string http_listen = "127.0.0.1:8080";
  std::string http_tokens_file;
  int64_t http_body_bytes_max = 16 << 20;
  int64_t http_unpacked_bytes_max = 64 << 20;
  int64_t http_in_flight_bytes_max = 128 << 20;
  int64_t http_connections_max = 512;
  int64_t http_answer_seconds = 55;
  bool allow_http_beyond_loopback = false;

  DeadLettersTo dead_letters = DeadLettersTo::kUnset;
  std::string dead_letter_file;
  std::string dead_letter_topic;
  std::string dead_letter_queue_url;

  std::string findings_cursor_dir;
  std::string findings_kafka_topic;
  std::string findings_elasticsearch_url;
  std::string findings_elasticsearch_stream = "logs-farcall.alert-default";
  std::string findings_elasticsearch_authorization_file;
  bool findings_elasticsearch_template = true;
  std::string findings_webhook_url;
  WebhookBody findings_webhook_body = WebhookBody::kOcsf;
  std::string findings_webhook_secret_file;
  std::string findings_pagerduty_key_file;
  std::string findings_ca_file;

  // Whether findings are handed on to anything.
  bool HandsFindingsOn() const {
    return !findings_kafka_topic.empty() ||
           !findings_elasticsearch_url.empty() || !findings_webhook_url.empty();
  }

  std::string metrics_listen = "127.0.0.1:9466";
  LogLevel log_level = LogLevel::kInfo;
  LogFormat log_format = LogFormat::kJson;
};

}  // namespace farcall
