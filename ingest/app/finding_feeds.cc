// SPDX-License-Identifier: Apache-2.0
#include "ingest/app/finding_feeds.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/registry.h>

#include <utility>

#include "absl/strings/ascii.h"
#include "farcall/v1/finding_service.grpc.pb.h"
#include "files/file_content.h"
#include "ingest/findings/elasticsearch_sink.h"
#include "ingest/findings/kafka_sink.h"
#include "ingest/findings/webhook_sink.h"
#include "kafka/kafka_config.h"

namespace farcall {
namespace {

constexpr uint64_t kSecretBytesMax = 64 << 10;

// What a file holds, without the space around it; empty for no file.
absl::StatusOr<std::string> ReadSecret(const std::string& path) {
  if (path.empty()) return std::string();
  const auto file = ReadFile(path, kSecretBytesMax);
  if (!file.ok()) return file.status();
  std::string secret(absl::StripAsciiWhitespace(file->bytes));
  if (secret.empty()) return absl::InvalidArgumentError(path + ": is empty");
  return secret;
}

WebhookFormat FormatOf(IngestConfig::WebhookBody body) {
  switch (body) {
    case IngestConfig::WebhookBody::kJson:
      return WebhookFormat::kJson;
    case IngestConfig::WebhookBody::kSlack:
      return WebhookFormat::kSlack;
    case IngestConfig::WebhookBody::kPagerDuty:
      return WebhookFormat::kPagerDuty;
    case IngestConfig::WebhookBody::kOcsf:
      break;
  }
  return WebhookFormat::kOcsf;
}

}  // namespace

// Tells of the feeds in metrics and log. Thread-safe.
class FindingFeeds::Events final : public FindingFeedEvents {
 public:
  Events(prometheus::Registry& registry, Log& log)
      : changes_(prometheus::BuildCounter()
                     .Name("farcall_ingest_findings_total")
                     .Help("Changes of findings by sink and outcome: "
                           "delivered; refused = the sink never takes it, it "
                           "was passed over.")
                     .Register(registry)),
        failures_(prometheus::BuildCounter()
                      .Name("farcall_ingest_finding_failures_total")
                      .Help("Attempts to watch findings, or to hand one on, "
                            "that failed and are made again, by sink.")
                      .Register(registry)),
        age_(prometheus::BuildGauge()
                 .Name("farcall_ingest_finding_age_seconds")
                 .Help("Time from the last change that a sink was given to "
                       "its delivery.")
                 .Register(registry)),
        failing_(prometheus::BuildGauge()
                     .Name("farcall_ingest_sink_failing")
                     .Help("1 where a sink, or the watch for it, fails now.")
                     .Register(registry)),
        log_(log) {}

  // The series of a sink are there from the start.
  void Know(std::string_view sink) {
    Change(sink, "delivered");
    Change(sink, "refused");
    failures_.Add(LabelOf(sink));
    age_.Add(LabelOf(sink));
    failing_.Add(LabelOf(sink));
  }

  void Delivered(std::string_view sink,
                 std::chrono::milliseconds age) override {
    Change(sink, "delivered").Increment();
    age_.Add(LabelOf(sink)).Set(std::chrono::duration<double>(age).count());
  }
  void Refused(std::string_view sink, const std::string& finding_id,
               const absl::Status& reason) override {
    Change(sink, "refused").Increment();
    log_.Error("a sink refuses a finding; it is passed over",
               {{"sink", sink},
                {"finding_id", finding_id},
                {"reason", std::string(reason.message())}});
  }
  void Failed(std::string_view sink, const absl::Status& reason) override {
    failures_.Add(LabelOf(sink)).Increment();
    prometheus::Gauge& failing = failing_.Add(LabelOf(sink));
    if (failing.Value() == 0) {
      log_.Warn("findings cannot be handed on for now",
                {{"sink", sink}, {"reason", reason.ToString()}});
    }
    failing.Set(1);
  }
  void Recovered(std::string_view sink) override {
    failing_.Add(LabelOf(sink)).Set(0);
    log_.Info("findings are handed on again", {{"sink", sink}});
  }
  void BeganAnew(std::string_view sink, const absl::Status& reason) override {
    log_.Warn("a sink is given all findings once more",
              {{"sink", sink}, {"reason", std::string(reason.message())}});
  }

 private:
  static prometheus::Labels LabelOf(std::string_view sink) {
    return {{"sink", std::string(sink)}};
  }
  prometheus::Counter& Change(std::string_view sink, const char* outcome) {
    return changes_.Add({{"sink", std::string(sink)}, {"outcome", outcome}});
  }

  prometheus::Family<prometheus::Counter>& changes_;
  prometheus::Family<prometheus::Counter>& failures_;
  prometheus::Family<prometheus::Gauge>& age_;
  prometheus::Family<prometheus::Gauge>& failing_;
  Log& log_;
};

FindingFeeds::FindingFeeds(const IngestConfig& config,
                           const ServerChannel& server, MoverClock& clock,
                           prometheus::Registry& registry, Log& log)
    : config_(config),
      server_(server),
      clock_(clock),
      log_(log),
      http_(CurlHttpClient::Options{.ca_file = config.findings_ca_file}),
      events_(std::make_unique<Events>(registry, log)) {}

FindingFeeds::~FindingFeeds() { Stop(); }

absl::StatusOr<std::unique_ptr<FindingFeeds>> FindingFeeds::Open(
    const IngestConfig& config, const ServerChannel& server, MoverClock& clock,
    prometheus::Registry& registry, Log& log) {
  std::unique_ptr<FindingFeeds> feeds(
      new FindingFeeds(config, server, clock, registry, log));
  absl::Status status = feeds->OpenSinks();
  if (!status.ok()) return status;
  return feeds;
}

absl::Status FindingFeeds::OpenSinks() {
  absl::Status status;
  if (!config_.findings_kafka_topic.empty()) status = OpenKafka();
  if (status.ok() && !config_.findings_elasticsearch_url.empty()) {
    status = OpenElasticsearch();
  }
  if (status.ok() && !config_.findings_webhook_url.empty()) {
    status = OpenWebhook();
  }
  return status;
}

absl::Status FindingFeeds::OpenKafka() {
  const auto cluster =
      ReadKafkaCluster(config_.kafka_brokers, config_.kafka_properties_file);
  if (!cluster.ok()) return cluster.status();
  auto writer =
      KafkaWriter::Open(*cluster, config_.findings_kafka_topic,
                        [log = &log_](const std::string& text) {
                          log->Warn("kafka, findings", {{"reason", text}});
                        });
  if (!writer.ok()) return writer.status();
  return AddSink(std::make_unique<KafkaSink>(*std::move(writer)));
}

absl::Status FindingFeeds::OpenElasticsearch() {
  auto authorization =
      ReadSecret(config_.findings_elasticsearch_authorization_file);
  if (!authorization.ok()) return authorization.status();
  ElasticsearchSink::Options options;
  options.url = config_.findings_elasticsearch_url;
  if (options.url.ends_with('/')) options.url.pop_back();
  options.data_stream = config_.findings_elasticsearch_stream;
  options.authorization = *std::move(authorization);
  options.put_template = config_.findings_elasticsearch_template;
  return AddSink(std::make_unique<ElasticsearchSink>(http_, options));
}

absl::Status FindingFeeds::OpenWebhook() {
  auto secret = ReadSecret(config_.findings_webhook_secret_file);
  if (!secret.ok()) return secret.status();
  auto routing_key = ReadSecret(config_.findings_pagerduty_key_file);
  if (!routing_key.ok()) return routing_key.status();
  return AddSink(std::make_unique<WebhookSink>(
      http_,
      WebhookSink::Options{.url = config_.findings_webhook_url,
                           .format = FormatOf(config_.findings_webhook_body),
                           .secret = *std::move(secret),
                           .routing_key = *std::move(routing_key)}));
}

absl::Status FindingFeeds::AddSink(std::unique_ptr<FindingSink> sink) {
  auto cursor = CursorFile::Open(config_.findings_cursor_dir + "/findings-" +
                                 std::string(sink->name()) + ".cursor");
  if (!cursor.ok()) return cursor.status();
  FindingFeed::Options options;
  options.tenant = config_.tenant;
  options.backoff.max = std::chrono::seconds(config_.retry_seconds_max);
  events_->Know(sink->name());
  feeds_.push_back(std::make_unique<FindingFeed>(
      [server = &server_] {
        return v1::FindingService::NewStub(server->channel());
      },
      server_.address(), *sink, *std::move(cursor), *events_, clock_, options));
  sinks_.push_back(std::move(sink));
  return absl::OkStatus();
}

void FindingFeeds::Start() {
  for (const auto& feed : feeds_) {
    threads_.emplace_back(
        [feed = feed.get()](const std::stop_token& stop) { feed->Run(stop); });
  }
}

void FindingFeeds::Stop() {
  for (std::jthread& thread : threads_) thread.request_stop();
  threads_.clear();
}

}  // namespace farcall
