// SPDX-License-Identifier: Apache-2.0
#include "ingest/config/ingest_invocation.h"

#include "ingest/config/ingest_settings.h"
#include "settings/loopback.h"
#include "settings/settings_docs.h"
#include "settings/unknown_variables.h"

namespace farcall {
namespace {

using From = IngestConfig::From;
using DeadLettersTo = IngestConfig::DeadLettersTo;

constexpr std::string_view kHelpHead =
    R"( - takes CloudTrail records from a pipeline and has farcalld score them

Usage: farcall-ingest --source=SOURCE --dead-letters=WHERE [--SETTING=VALUE]...

  farcall-ingest --source=kafka --kafka-brokers=localhost:9092 \
    --kafka-topics=cloudtrail --dead-letters=kafka --dead-letter-topic=dead
  farcall-ingest --source=http --dead-letters=file --dead-letter-file=dead.ndjson

A delivery (a message of the queue, some messages of a topic, a request) is
acknowledged once the server has counted all of its records durably. What is
delivered again is counted once. Beside that, or alone, it hands findings on:

  farcall-ingest --findings-webhook-url=https://hooks.example/1 \
    --findings-cursor-dir=/var/lib/farcall-ingest

A setting can be given in three places. The first that has it wins:
  1. a flag                    --batch-events=500
  2. an environment variable   FARCALL_INGEST_BATCH_EVENTS=500
  3. the file of --config      batch-events = 500

Commands:
  --config=PATH
      Reads settings from this file. Also FARCALL_INGEST_CONFIG.
  --check-config
      Checks all settings, then the files that they name, says each error as the
      start would, and exits: 0 = good, 2 = bad. Connects to nothing.
  --print-config
      Prints the settings in effect as a file for --config, and exits.
  --version
  --help
)";

constexpr std::string_view kMarkdownHead =
    R"(# Configuration of farcall-ingest

<!-- Generated from the settings of ingest/config: farcall_print_docs ingest. -->

Settings are given as [those of farcalld](configuration.md): a flag, `--batch-events=500`; an environment variable, `FARCALL_INGEST_BATCH_EVENTS=500`; a line of the file that `--config` or `FARCALL_INGEST_CONFIG` names, `batch-events = 500`. The first that has it wins. `--check-config` checks all settings and the files that they name, and connects to nothing.

Credentials of AWS come from where the AWS SDKs look: the environment, a web identity (IRSA), the container's endpoint (Pod Identity, ECS), the instance's metadata. [Pipelines](pipelines.md) tells which source is for what.
)";

// A setting that another one asks for.
void Require(GivenSettings& given, const std::string& value,
             const std::string& name, const std::string& by) {
  if (value.empty()) given.AddError(name + ": is required by " + by);
}

void CheckSource(const IngestConfig& config, GivenSettings& given) {
  switch (config.source) {
    case From::kUnset:
      if (config.HandsFindingsOn()) return;
      given.AddError(
          "source: must be set: sqs, kafka or http; or else a sink of "
          "findings, such as findings-webhook-url");
      return;
    case From::kSqs:
      Require(given, config.sqs_queue_url, "sqs-queue-url", "source sqs");
      return;
    case From::kKafka:
      Require(given, config.kafka_brokers, "kafka-brokers", "source kafka");
      Require(given, config.kafka_topics, "kafka-topics", "source kafka");
      return;
    case From::kHttp:
      if (!IsLoopback(config.http_listen) &&
          !config.allow_http_beyond_loopback) {
        given.AddError(
            "http-listen: " + config.http_listen +
            " is reached from other machines, in plain HTTP: put a proxy that "
            "speaks TLS before it, and say allow-http-beyond-loopback=true");
      }
      return;
  }
}

void CheckDeadLetters(const IngestConfig& config, GivenSettings& given) {
  switch (config.dead_letters) {
    case DeadLettersTo::kUnset:
      if (config.source == From::kUnset && config.HandsFindingsOn()) return;
      given.AddError(
          "dead-letters: must be set: file, kafka or sqs keep records that "
          "cannot be scored; discard throws them away, and counts them");
      return;
    case DeadLettersTo::kFile:
      Require(given, config.dead_letter_file, "dead-letter-file",
              "dead-letters file");
      return;
    case DeadLettersTo::kKafka:
      Require(given, config.kafka_brokers, "kafka-brokers",
              "dead-letters kafka");
      Require(given, config.dead_letter_topic, "dead-letter-topic",
              "dead-letters kafka");
      return;
    case DeadLettersTo::kSqs:
      Require(given, config.dead_letter_queue_url, "dead-letter-queue-url",
              "dead-letters sqs");
      return;
    case DeadLettersTo::kDiscard:
      return;
  }
}

void CheckFindings(const IngestConfig& config, GivenSettings& given) {
  if (!config.HandsFindingsOn()) return;
  Require(given, config.findings_cursor_dir, "findings-cursor-dir",
          "sinks of findings");
  if (!config.findings_kafka_topic.empty()) {
    Require(given, config.kafka_brokers, "kafka-brokers",
            "findings-kafka-topic");
  }
  if (!config.findings_webhook_url.empty() &&
      config.findings_webhook_body == IngestConfig::WebhookBody::kPagerDuty) {
    Require(given, config.findings_pagerduty_key_file,
            "findings-pagerduty-key-file", "findings-webhook-body pagerduty");
  }
}

void CheckServer(const IngestConfig& config, GivenSettings& given) {
  if (config.tls_cert_file.empty() != config.tls_key_file.empty()) {
    given.AddError(
        "tls-cert-file and tls-key-file: one is set without the other");
  }
  if (!config.tls &&
      !(config.tls_ca_file.empty() && config.tls_cert_file.empty() &&
        config.tls_server_name.empty())) {
    given.AddError(
        "tls-ca-file, tls-cert-file and tls-server-name: are of no use while "
        "tls is false");
  }
}

IngestInvocation Answer(int exit_code, std::string output,
                        std::string errors = "") {
  IngestInvocation invocation;
  invocation.exit_code = exit_code;
  invocation.output = std::move(output);
  invocation.errors = std::move(errors);
  return invocation;
}

}  // namespace

IngestInvocation ReadIngestConfig(std::span<const std::string_view> arguments,
                                  Environment environment) {
  const SettingTable table = IngestSettings();
  GivenSettings given(table, {}, arguments);
  if (given.Has("--help")) {
    return Answer(0, ProgramAndVersion(table) + std::string(kHelpHead) +
                         SettingsHelp(table, IngestConfig()));
  }
  if (given.Has("--version")) return Answer(0, ProgramAndVersion(table) + '\n');
  IngestInvocation work;
  given.Resolve(environment, work.config);
  CheckSource(work.config, given);
  CheckDeadLetters(work.config, given);
  CheckFindings(work.config, given);
  CheckServer(work.config, given);
  if (!given.errors().empty()) {
    return Answer(kExitBadSettings, "", given.ErrorLines());
  }
  if (given.Has("--print-config")) {
    return Answer(0, ConfigFileText(table, work.config));
  }
  work.check = given.Has("--check-config");
  return work;
}

std::vector<std::string> UnknownIngestVariables(
    std::span<const std::string_view> names) {
  return UnknownVariables(IngestSettings(), {}, names);
}

std::string IngestConfigurationMarkdown() {
  return std::string(kMarkdownHead) +
         SettingsMarkdown(IngestSettings(), IngestConfig());
}

}  // namespace farcall
