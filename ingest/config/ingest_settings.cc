// SPDX-License-Identifier: Apache-2.0
#include "ingest/config/ingest_settings.h"

#include "ingest/config/ingest_config.h"
#include "settings/setting_rows.h"
#include "settings/text_form.h"
#include "settings/version.h"

namespace farcall {
namespace {

using C = IngestConfig;

constexpr std::string_view kWork = "Work";
constexpr std::string_view kServer = "Server";
constexpr std::string_view kSqs = "Source sqs";
constexpr std::string_view kKafka = "Source kafka";
constexpr std::string_view kHttp = "Source http";
constexpr std::string_view kDead = "Dead letters";
constexpr std::string_view kFindings = "Findings";
constexpr std::string_view kWatch = "Metrics and log";

constexpr std::string_view kSources[] = {"unset", "sqs", "kafka", "http"};
constexpr std::string_view kModes[] = {"score-and-learn", "learn-only"};
constexpr std::string_view kDeadLetters[] = {"unset", "file", "kafka", "sqs",
                                             "discard"};
constexpr std::string_view kWebhookBodies[] = {"json", "ocsf", "slack",
                                               "pagerduty"};
constexpr std::string_view kLogLevels[] = {"debug", "info", "warn", "error"};
constexpr std::string_view kLogFormats[] = {"json", "text"};

constexpr Setting kSettings[] = {
    {"source", kWork,
     "Where records come from: sqs = objects of S3 that messages of a queue "
     "name, or records in its messages; kafka = messages of topics; http = "
     "requests. unset = from nowhere, where findings are handed on alone.",
     Choice<&C::source>(kSources)},
    {"workers", kWork,
     "Deliveries of sqs and http that are worked on side by side. kafka has "
     "one, so that a partition keeps its order: start more processes there.",
     Integer<&C::workers>(1, 64, "workers")},
    {"batch-events", kWork,
     "Records in one call of the server. At most its batch-events-max.",
     Integer<&C::batch_events>(1, 100'000, "records")},
    {"batch-bytes", kWork,
     "Bytes of records in one call of the server; a larger record goes alone. "
     "Below its request-bytes-max.",
     Integer<&C::batch_bytes>(64 * kKiB, 64 * kMiB, "bytes")},
    {"document-bytes-max", kWork,
     "Largest JSON text, unpacked: the whole of a CloudTrail file, or a line. "
     "A larger one cannot be read. Each worker may hold one.",
     Integer<&C::document_bytes_max>(kMiB, 4 * kGiB, "bytes")},
    {"retry-seconds-max", kWork,
     "Longest wait before something that failed is tried again. Waits begin at "
     "a tenth of a second and double.",
     Integer<&C::retry_seconds_max>(1, 600, "seconds")},
    {"drain-seconds", kWork,
     "After SIGTERM, how long deliveries that are held may take to end. The "
     "others are given back to the source.",
     Integer<&C::drain_seconds>(0, 3600, "seconds")},

    {"server", kServer, "The server: its setting listen.",
     Text<&C::server>(kAddressForm)},
    {"tls", kServer, "Speaks TLS with the server.", Switch<&C::tls>()},
    {"tls-ca-file", kServer,
     "Authorities that the server's certificate may be of, in PEM. Empty = "
     "those of the system.",
     Text<&C::tls_ca_file>(kPathOrEmptyForm)},
    {"tls-cert-file", kServer,
     "Certificate that is shown to the server, in PEM; with tls-key-file.",
     Text<&C::tls_cert_file>(kPathOrEmptyForm)},
    {"tls-key-file", kServer, "Its key, in PEM.",
     Text<&C::tls_key_file>(kPathOrEmptyForm)},
    {"tls-server-name", kServer,
     "Name that the server's certificate must have. Empty = that of server.",
     Text<&C::tls_server_name>(kNameOrEmptyForm)},
    {"token-file", kServer,
     "Holds the bearer token that is shown to the server. Empty = none is.",
     Text<&C::token_file>(kPathOrEmptyForm)},
    {"reload-seconds", kServer,
     "How often files of tokens, certificates and keys are read again.",
     Integer<&C::reload_seconds>(1, 3600, "seconds")},
    {"tenant", kServer,
     "Organisation that the records belong to. Empty = the server's default.",
     Text<&C::tenant>(kNameOrEmptyForm)},
    {"mode", kServer,
     "score-and-learn = score each record and count it; learn-only = a "
     "backfill: it teaches, and raises no alert.",
     Choice<&C::mode>(kModes)},

    {"sqs-queue-url", kSqs, "URL of the queue.",
     Text<&C::sqs_queue_url>(kUrlForm)},
    {"sqs-visibility-seconds", kSqs,
     "How long a message that was received is hidden from others. It is "
     "renewed at half of that while it is worked on.",
     Integer<&C::sqs_visibility_seconds>(2, 43'200, "seconds")},
    {"sqs-redrive-required", kSqs,
     "Refuses to start where the queue has no dead-letter queue "
     "(RedrivePolicy). Without one, an object that cannot be read comes again "
     "until it is too old, and is lost then.",
     Switch<&C::sqs_redrive_required>()},
    {"aws-region", kSqs,
     "Region of the queue. Empty = AWS_REGION, or the one in sqs-queue-url.",
     Text<&C::aws_region>(kNameOrEmptyForm)},
    {"s3-object-bytes-max", kSqs,
     "Largest object, as it is stored; the objects of a message together.",
     Integer<&C::s3_object_bytes_max>(kMiB, 4 * kGiB, "bytes")},

    {"kafka-brokers", kKafka, "Brokers to begin with: HOST:PORT,HOST:PORT.",
     Text<&C::kafka_brokers>(kNameOrEmptyForm)},
    {"kafka-topics", kKafka, "Topics, separated by commas.",
     Text<&C::kafka_topics>(kNameOrEmptyForm)},
    {"kafka-group", kKafka, "Consumer group.",
     Text<&C::kafka_group>(kNameForm)},
    {"kafka-instance", kKafka,
     "Name of this member of the group (group.instance.id), which no other may "
     "have: after a restart it has its partitions back at once. Empty = none.",
     Text<&C::kafka_instance>(kNameOrEmptyForm)},
    {"kafka-properties-file", kKafka,
     "More properties of librdkafka, a line NAME=VALUE each: "
     "security.protocol, sasl.username, ssl.ca.location. Also for dead "
     "letters. Empty = none.",
     Text<&C::kafka_properties_file>(kPathOrEmptyForm)},

    {"http-listen", kHttp,
     "Address for requests: POST /v1/events, /v1/firehose, /v1/score. Plain "
     "HTTP: a proxy before it speaks TLS.",
     Text<&C::http_listen>(kAddressForm)},
    {"http-tokens-file", kHttp,
     "Tokens that senders may show, a line each of 16 bytes or more: as "
     "Authorization: Bearer, Firehose's as its access key. Empty = none is "
     "needed.",
     Text<&C::http_tokens_file>(kPathOrEmptyForm)},
    {"http-body-bytes-max", kHttp, "Largest body, as it is sent; else 413.",
     Integer<&C::http_body_bytes_max>(64 * kKiB, kGiB, "bytes")},
    {"http-unpacked-bytes-max", kHttp,
     "Largest body when it is unpacked; else 413. Each worker may hold one.",
     Integer<&C::http_unpacked_bytes_max>(64 * kKiB, 4 * kGiB, "bytes")},
    {"http-in-flight-bytes-max", kHttp,
     "Bytes of all bodies that are read or wait, as they are sent; else 429.",
     Integer<&C::http_in_flight_bytes_max>(64 * kKiB, 16 * kGiB, "bytes")},
    {"http-connections-max", kHttp,
     "Connections at a time; those beyond it are closed at once.",
     Integer<&C::http_connections_max>(1, 100'000, "connections")},
    {"http-answer-seconds", kHttp,
     "How long a request may wait for its answer; else 503. Below the timeout "
     "of its sender.",
     Integer<&C::http_answer_seconds>(1, 900, "seconds")},
    {"allow-http-beyond-loopback", kHttp,
     "Lets http-listen be an address that other machines reach, in plain HTTP.",
     Switch<&C::allow_http_beyond_loopback>()},

    {"dead-letters", kDead,
     "Where records go that cannot be scored, with the reason and their place: "
     "file, kafka or sqs; discard = nowhere, they are only counted. Must be "
     "set.",
     Choice<&C::dead_letters>(kDeadLetters)},
    {"dead-letter-file", kDead,
     "For file: a line of JSON for each is added to it. It may be moved away "
     "at any time.",
     Text<&C::dead_letter_file>(kPathOrEmptyForm)},
    {"dead-letter-topic", kDead,
     "For kafka: a topic of kafka-brokers. The record is the message, the "
     "reason is in its headers.",
     Text<&C::dead_letter_topic>(kNameOrEmptyForm)},
    {"dead-letter-queue-url", kDead,
     "For sqs: a queue for records; not the one of the RedrivePolicy, which is "
     "for whole messages.",
     Text<&C::dead_letter_queue_url>(kUrlForm)},

    {"findings-cursor-dir", kFindings,
     "Folder for a file of each sink that tells what it was given. Without it "
     "after a restart, a sink is given all findings that are kept once more. "
     "Required by every sink of findings.",
     Text<&C::findings_cursor_dir>(kPathOrEmptyForm)},
    {"findings-kafka-topic", kFindings,
     "Topic of kafka-brokers for changes of findings, a line of JSON each. "
     "Empty = none.",
     Text<&C::findings_kafka_topic>(kNameOrEmptyForm)},
    {"findings-elasticsearch-url", kFindings,
     "Elasticsearch or OpenSearch for changes of findings, as documents of "
     "ECS. Empty = none.",
     Text<&C::findings_elasticsearch_url>(kUrlForm)},
    {"findings-elasticsearch-stream", kFindings,
     "Data stream for them. What is behind its last hyphen is the namespace.",
     Text<&C::findings_elasticsearch_stream>(kNameForm)},
    {"findings-elasticsearch-authorization-file", kFindings,
     "Holds the header Authorization: ApiKey KEY, or Basic BASE64. Empty = "
     "none is sent.",
     Text<&C::findings_elasticsearch_authorization_file>(kPathOrEmptyForm)},
    {"findings-elasticsearch-template", kFindings,
     "Puts the index template of the data stream before the first document.",
     Switch<&C::findings_elasticsearch_template>()},
    {"findings-webhook-url", kFindings,
     "URL that changes of findings are posted to. Empty = none.",
     Text<&C::findings_webhook_url>(kUrlForm)},
    {"findings-webhook-body", kFindings,
     "json = as farcall watch has it; ocsf = OCSF Detection Finding; slack = "
     "an incoming webhook; pagerduty = Events API v2. The last two are sent "
     "where somebody is to know: opened, worse, acknowledged, closed.",
     Choice<&C::findings_webhook_body>(kWebhookBodies)},
    {"findings-webhook-secret-file", kFindings,
     "Secret that signs bodies: X-Farcall-Signature. Empty = they are not "
     "signed.",
     Text<&C::findings_webhook_secret_file>(kPathOrEmptyForm)},
    {"findings-pagerduty-key-file", kFindings,
     "Routing key of PagerDuty; required by pagerduty.",
     Text<&C::findings_pagerduty_key_file>(kPathOrEmptyForm)},
    {"findings-ca-file", kFindings,
     "Authorities that certificates of Elasticsearch and the webhook may be "
     "of, in PEM. Empty = those of the system.",
     Text<&C::findings_ca_file>(kPathOrEmptyForm)},

    {"metrics-listen", kWatch, "Address for GET /metrics, /livez and /readyz.",
     Text<&C::metrics_listen>(kAddressForm)},
    {"log-level", kWatch, "The least serious log line that is written.",
     Choice<&C::log_level>(kLogLevels)},
    {"log-format", kWatch,
     "Log lines on standard error: json = one object a line; text = for a "
     "terminal.",
     Choice<&C::log_format>(kLogFormats)},
};

}  // namespace

SettingTable IngestSettings() {
  return {.program = "farcall-ingest",
          .version = Version(),
          .variable_prefix = "FARCALL_INGEST_",
          .settings = kSettings};
}

}  // namespace farcall
