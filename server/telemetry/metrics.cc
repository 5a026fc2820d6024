// SPDX-License-Identifier: Apache-2.0
#include "server/telemetry/metrics.h"

#include <prometheus/collectable.h>
#include <prometheus/registry.h>

#include <utility>

#include "server/telemetry/process_metrics.h"

namespace farcall {
namespace {

using prometheus::Counter;
using prometheus::Gauge;
using prometheus::Histogram;
using prometheus::Labels;
using prometheus::Registry;
using Buckets = Histogram::BucketBoundaries;

const Buckets& CallBuckets() {
  static const Buckets kBuckets = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
                                   0.25,  0.5,    1,     2.5,  5,     10};
  return kBuckets;
}

// For what takes a part of a batch's time.
const Buckets& StepBuckets() {
  static const Buckets kBuckets = {0.00005, 0.0001, 0.00025, 0.0005, 0.001,
                                   0.0025,  0.005,  0.01,    0.025,  0.05,
                                   0.1,     0.25,   0.5,     1,      2.5};
  return kBuckets;
}

Counter& AddCounter(Registry& registry, const char* name, const char* help,
                    const Labels& labels = {}) {
  return prometheus::BuildCounter()
      .Name(name)
      .Help(help)
      .Register(registry)
      .Add(labels);
}

Gauge& AddGauge(Registry& registry, const char* name, const char* help,
                const Labels& labels = {}) {
  return prometheus::BuildGauge().Name(name).Help(help).Register(registry).Add(
      labels);
}

Histogram& AddHistogram(Registry& registry, const char* name, const char* help,
                        const Buckets& buckets, const Labels& labels = {}) {
  return prometheus::BuildHistogram()
      .Name(name)
      .Help(help)
      .Register(registry)
      .Add(labels, buckets);
}

// The labels of one enum's values, in the order of their numbers.
template <typename Enum>
using LabelValues = std::array<const char*, Tally<Enum>::kSize>;

template <typename Enum>
CountersBy<Enum> AddCounters(Registry& registry, const char* name,
                             const char* help, const char* label,
                             const LabelValues<Enum>& values) {
  typename CountersBy<Enum>::Counters counters{};
  for (size_t i = 0; i < values.size(); ++i) {
    counters[i] = &AddCounter(registry, name, help, {{label, values[i]}});
  }
  return CountersBy<Enum>(counters);
}

Counter& AddRefused(Registry& registry, const char* reason) {
  return AddCounter(registry, "farcall_calls_refused_total",
                    "Calls and streams refused for who made them: without "
                    "credentials, with unknown ones, or without the right.",
                    {{"reason", reason}});
}

Counter& AddOutcome(Registry& registry, const char* outcome) {
  return AddCounter(registry, "farcall_events_total",
                    "Events answered, by what became of them.",
                    {{"outcome", outcome}});
}

Counter& AddShed(Registry& registry, const char* reason) {
  return AddCounter(registry, "farcall_batches_shed_total",
                    "Batches and streams refused unseen, by reason.",
                    {{"reason", reason}});
}

Counter& AddCutOff(Registry& registry, const char* reason) {
  return AddCounter(registry, "farcall_calls_cut_off_total",
                    "Calls that the server ended because of their clients: "
                    "unread_answer = no answer read within send-seconds, "
                    "silent_call = no request sent within "
                    "first-message-seconds.",
                    {{"reason", reason}});
}

Histogram& AddStoreOperation(Registry& registry, const char* operation) {
  return AddHistogram(
      registry, "farcall_store_operation_seconds",
      "Time of one operation of the store: read = look up a batch's "
      "histograms, write = commit its changes, sync = make them durable.",
      StepBuckets(), {{"operation", operation}});
}

Counter& AddFeedback(Registry& registry, const char* action) {
  return AddCounter(registry, "farcall_feedback_total",
                    "Feedback of people that was taken, by what it asked for; "
                    "repeated requests are not counted.",
                    {{"action", action}});
}

Counter& AddReload(Registry& registry, const char* outcome) {
  return AddCounter(registry, "farcall_geo_reloads_total",
                    "Reloads of the country, city or ASN databases or the "
                    "overrides after a change. On failure the old one stays in "
                    "use.",
                    {{"outcome", outcome}});
}

Counter& AddCanaryCalls(Registry& registry, const char* call,
                        const char* outcome) {
  return AddCounter(registry, "farcall_self_test_calls_total",
                    "Calls of canaries scored, by what they are and whether "
                    "they raised an alert: theft and quiet = missed, honest "
                    "and alert = a false alarm.",
                    {{"call", call}, {"outcome", outcome}});
}

Gauge& AddCanaryScore(Registry& registry, const char* call) {
  return prometheus::BuildGauge()
      .Name("farcall_self_test_score")
      .Help(
          "Of the last round of the self-test that was answered, the lowest "
          "score of a theft and the highest of an honest call; 0 before.")
      .Register(registry)
      .Add({{"call", call}});
}

const char* TypeLabel(MethodMetrics::Type type) {
  switch (type) {
    case MethodMetrics::Type::kUnary:
      return "unary";
    case MethodMetrics::Type::kServerStream:
      return "server_stream";
    case MethodMetrics::Type::kBidiStream:
      return "bidi_stream";
  }
  return "";
}

// By number, with the names that other exporters of these metrics use.
constexpr std::array<const char*, 17> kCodeNames = {"OK",
                                                    "Canceled",
                                                    "Unknown",
                                                    "InvalidArgument",
                                                    "DeadlineExceeded",
                                                    "NotFound",
                                                    "AlreadyExists",
                                                    "PermissionDenied",
                                                    "ResourceExhausted",
                                                    "FailedPrecondition",
                                                    "Aborted",
                                                    "OutOfRange",
                                                    "Unimplemented",
                                                    "Internal",
                                                    "Unavailable",
                                                    "DataLoss",
                                                    "Unauthenticated"};

constexpr size_t kUnknownCode = 2;

Labels MethodLabels(MethodMetrics::Type type, const std::string& service,
                    const std::string& method) {
  return {{"grpc_type", TypeLabel(type)},
          {"grpc_service", service},
          {"grpc_method", method}};
}

std::array<Counter*, kCodeNames.size()> AddHandled(Registry& registry,
                                                   const Labels& method) {
  std::array<Counter*, kCodeNames.size()> counters{};
  for (size_t code = 0; code < kCodeNames.size(); ++code) {
    Labels labels = method;
    labels["grpc_code"] = kCodeNames[code];
    counters[code] = &AddCounter(registry, "grpc_server_handled_total",
                                 "Calls that ended, by status code.", labels);
  }
  return counters;
}

}  // namespace

template <typename Enum>
void CountersBy<Enum>::Add(const Tally<Enum>& tally) const {
  for (size_t i = 0; i < counters_.size(); ++i) {
    if (tally.counts[i] != 0) {
      counters_[i]->Increment(static_cast<double>(tally.counts[i]));
    }
  }
}

MethodMetrics::MethodMetrics(Registry& registry, Type type,
                             const std::string& service,
                             const std::string& method)
    : name(service + "/" + method),
      started(AddCounter(registry, "grpc_server_started_total", "Calls begun.",
                         MethodLabels(type, service, method))),
      received(AddCounter(registry, "grpc_server_msg_received_total",
                          "Messages received from clients.",
                          MethodLabels(type, service, method))),
      sent(AddCounter(registry, "grpc_server_msg_sent_total",
                      "Messages sent to clients.",
                      MethodLabels(type, service, method))),
      handled_(AddHandled(registry, MethodLabels(type, service, method))),
      seconds_(AddHistogram(registry, "grpc_server_handling_seconds",
                            "Time of a call from its start to its end; of a "
                            "stream, as long as it is open.",
                            CallBuckets(),
                            MethodLabels(type, service, method))) {}

void MethodMetrics::Handled(absl::StatusCode code, double seconds) {
  const auto number = static_cast<size_t>(code);
  handled_[number < kCodes ? number : kUnknownCode]->Increment();
  seconds_.Observe(seconds);
}

RpcMetrics::RpcMetrics(Registry& registry)
    : score_events(registry, MethodMetrics::Type::kUnary,
                   "farcall.v1.ScoringService", "ScoreEvents"),
      stream_score_events(registry, MethodMetrics::Type::kBidiStream,
                          "farcall.v1.ScoringService", "StreamScoreEvents"),
      get_baseline(registry, MethodMetrics::Type::kUnary,
                   "farcall.v1.BaselineService", "GetBaseline"),
      list_baselines(registry, MethodMetrics::Type::kUnary,
                     "farcall.v1.BaselineService", "ListBaselines"),
      delete_baseline(registry, MethodMetrics::Type::kUnary,
                      "farcall.v1.BaselineService", "DeleteBaseline"),
      mark_benign(registry, MethodMetrics::Type::kUnary,
                  "farcall.v1.BaselineService", "MarkBenign"),
      mark_malicious(registry, MethodMetrics::Type::kUnary,
                     "farcall.v1.BaselineService", "MarkMalicious"),
      clear_verdict(registry, MethodMetrics::Type::kUnary,
                    "farcall.v1.BaselineService", "ClearVerdict"),
      forget(registry, MethodMetrics::Type::kUnary,
             "farcall.v1.BaselineService", "Forget"),
      list_feedback(registry, MethodMetrics::Type::kUnary,
                    "farcall.v1.BaselineService", "ListFeedback"),
      create_backup(registry, MethodMetrics::Type::kServerStream,
                    "farcall.v1.AdminService", "CreateBackup"),
      list_backups(registry, MethodMetrics::Type::kUnary,
                   "farcall.v1.AdminService", "ListBackups"),
      verify_backup(registry, MethodMetrics::Type::kUnary,
                    "farcall.v1.AdminService", "VerifyBackup"),
      compact(registry, MethodMetrics::Type::kUnary, "farcall.v1.AdminService",
              "Compact"),
      get_statistics(registry, MethodMetrics::Type::kUnary,
                     "farcall.v1.AdminService", "GetStatistics"),
      set_log_level(registry, MethodMetrics::Type::kUnary,
                    "farcall.v1.AdminService", "SetLogLevel"),
      reload(registry, MethodMetrics::Type::kUnary, "farcall.v1.AdminService",
             "Reload"),
      reflection_v1(registry, MethodMetrics::Type::kBidiStream,
                    "grpc.reflection.v1.ServerReflection",
                    "ServerReflectionInfo"),
      reflection_v1alpha(registry, MethodMetrics::Type::kBidiStream,
                         "grpc.reflection.v1alpha.ServerReflection",
                         "ServerReflectionInfo") {}

AuthMetrics::AuthMetrics(Registry& registry)
    : no_credentials(AddRefused(registry, "no_credentials")),
      bad_credentials(AddRefused(registry, "bad_credentials")),
      not_allowed(AddRefused(registry, "not_allowed")),
      certificate_not_after_seconds(AddGauge(
          registry, "farcall_tls_certificate_not_after_timestamp_seconds",
          "When the first certificate of tls-cert-file expires, in Unix time; "
          "0 = there is none.")) {}

EventMetrics::EventMetrics(Registry& registry)
    : scored(AddOutcome(registry, "scored")),
      duplicate(AddOutcome(registry, "duplicate")),
      skipped(AddOutcome(registry, "skipped")),
      error(AddOutcome(registry, "error")),
      alerts(
          AddCounter(registry, "farcall_alerts_total",
                     "Alerts raised: the first events of a principal, origin "
                     "and day that reach the alert threshold.")),
      quarantined(AddCounter(
          registry, "farcall_events_quarantined_total",
          "Events scored whose country is known of their principal and in "
          "quarantine: it weighs nothing yet, unless somebody calls it "
          "benign. None in LEARN_ONLY.")),
      geo_moved(AddCounter(
          registry, "farcall_events_geo_moved_total",
          "Events judged by what an earlier database said of their network, "
          "because it is more usual: a database update moved the network. None "
          "in LEARN_ONLY.")),
      skipped_by_reason(AddCounters<SkipReason>(
          registry, "farcall_events_skipped_total",
          "Inputs recognised as no API call, by what they are.", "reason",
          {"digest", "insights", "s3_notification", "control_message",
           "aggregated", "other_event"})),
      errors_by_reason(AddCounters<FieldErrorReason>(
          registry, "farcall_event_errors_total",
          "Events that could not be scored, by what is wrong with them.",
          "reason",
          {"missing", "malformed", "wrong_type", "too_large", "out_of_range",
           "invalid"})),
      by_risk_level(AddCounters<RiskLevel>(
          registry, "farcall_events_risk_total",
          "Events scored, by risk level.", "risk_level",
          {"none", "low", "medium", "high", "critical"})),
      by_state(AddCounters<BaselineState>(
          registry, "farcall_events_state_total",
          "Events scored, by how much was known of the caller.", "state",
          {"cold", "learning", "ready"})),
      by_origin_source(AddCounters<OriginSource>(
          registry, "farcall_origins_total",
          "Origins resolved, by what decided them; none = @unknown.", "source",
          {"supplied", "override", "pseudo", "database", "none"})),
      by_operator_kind(AddCounters<OperatorKind>(
          registry, "farcall_network_operators_total",
          "Origins resolved, by what the operator of the network sells; "
          "unknown = no address on the internet, or no answer of the ASN "
          "database.",
          "kind", {"access", "cloud", "hosting", "unknown"})),
      countries_disputed(AddCounter(
          registry, "farcall_origin_countries_disputed_total",
          "Origins resolved that the country database and the city database "
          "put into different countries: the city database is not believed.",
          {})),
      unread(AddCounters<UnreadField>(
          registry, "farcall_event_fields_unread_total",
          "Events scored without a field that was there in a form that is not "
          "read: without identity as nobody's or by the rest of the identity, "
          "without address from @unknown.",
          "field", {"identity", "address"})),
      score(AddHistogram(registry, "farcall_event_score",
                         "Scores given, 0 to 100.",
                         Buckets(BatchFigures::kScoreBounds.begin(),
                                 BatchFigures::kScoreBounds.end()))),
      by_place(prometheus::BuildCounter()
                   .Name("farcall_origin_events_total")
                   .Help("Events scored, by where they came from: a country, "
                         "or a kind of pseudo-origin. A series is there from "
                         "its first event on.")
                   .Register(registry)),
      alerts_by_place(prometheus::BuildCounter()
                          .Name("farcall_origin_alerts_total")
                          .Help("Alerts raised, by where the event came from. "
                                "A series is there from the origin's first "
                                "event on.")
                          .Register(registry)) {}

ShedMetrics::ShedMetrics(Registry& registry)
    : batches_in_flight_max(AddShed(registry, "batches_in_flight_max")),
      queue_full(AddShed(registry, "queue_full")),
      streams_max(AddShed(registry, "streams_max")),
      draining(AddShed(registry, "draining")),
      store_unavailable(AddShed(registry, "store_unavailable")) {}

BatchMetrics::BatchMetrics(Registry& registry)
    : events(AddHistogram(
          registry, "farcall_batch_events", "Events in a batch answered.",
          {1, 10, 50, 100, 250, 500, 1000, 2500, 5000, 10000, 50000, 100000})),
      seconds(AddHistogram(registry, "farcall_batch_seconds",
                           "Time from a batch, of a call or of a stream, to "
                           "its answer.",
                           CallBuckets())),
      in_flight(
          AddGauge(registry, "farcall_batches_in_flight", "Batches in work.")),
      cut_off_unread(AddCutOff(registry, "unread_answer")),
      cut_off_silent(AddCutOff(registry, "silent_call")),
      held_back(AddCounter(registry, "farcall_batches_held_back_total",
                           "Batches and reads that waited because their tenant "
                           "had its share, while other tenants were present.",
                           {})),
      shed(registry) {}

FeedbackMetrics::FeedbackMetrics(Registry& registry)
    : benign(AddFeedback(registry, "benign")),
      clear(AddFeedback(registry, "clear")),
      malicious(AddFeedback(registry, "malicious")),
      forget(AddFeedback(registry, "forget")) {}

StoreMetrics::StoreMetrics(Registry& registry)
    : read_seconds(AddStoreOperation(registry, "read")),
      write_seconds(AddStoreOperation(registry, "write")),
      sync_seconds(AddStoreOperation(registry, "sync")) {}

GeoMetrics::GeoMetrics(Registry& registry)
    : resolve_seconds(AddHistogram(registry, "farcall_geo_resolve_seconds",
                                   "Time to resolve the origins of one batch.",
                                   StepBuckets())),
      database_build_timestamp_seconds(AddGauge(
          registry, "farcall_geo_database_build_timestamp_seconds",
          "When the country database in use was built, in Unix time; 0 "
          "= there is none.")),
      asn_database_build_timestamp_seconds(AddGauge(
          registry, "farcall_geo_asn_database_build_timestamp_seconds",
          "When the ASN database in use was built, in Unix time; 0 = there is "
          "none.")),
      city_database_build_timestamp_seconds(AddGauge(
          registry, "farcall_geo_city_database_build_timestamp_seconds",
          "When the city database in use was built, of two the older one, in "
          "Unix time; 0 = there is none.")),
      reload_success(AddReload(registry, "success")),
      reload_failure(AddReload(registry, "failure")) {}

SelfTestMetrics::SelfTestMetrics(Registry& registry)
    : interval_seconds(AddGauge(registry, "farcall_self_test_interval_seconds",
                                "How often the canaries are scored "
                                "(self-test-seconds); 0 = never.")),
      theft_alert(AddCanaryCalls(registry, "theft", "alert")),
      theft_quiet(AddCanaryCalls(registry, "theft", "quiet")),
      honest_alert(AddCanaryCalls(registry, "honest", "alert")),
      honest_quiet(AddCanaryCalls(registry, "honest", "quiet")),
      theft_score(AddCanaryScore(registry, "theft")),
      honest_score(AddCanaryScore(registry, "honest")),
      last_round_timestamp_seconds(AddGauge(
          registry, "farcall_self_test_last_round_timestamp_seconds",
          "When the last round of the self-test began whose calls were all "
          "answered, in Unix time; 0 = none since the start.")),
      seconds(AddHistogram(registry, "farcall_self_test_seconds",
                           "Time of a round of the self-test that was "
                           "answered: from its calls until the honest ones are "
                           "durable, with the wait for its turns.",
                           CallBuckets())) {}

Metrics::Metrics(std::string_view version)
    : registry_(std::make_shared<Registry>()),
      rpc(*registry_),
      auth(*registry_),
      events(*registry_),
      batches(*registry_),
      feedback(*registry_),
      store(*registry_),
      geo(*registry_),
      self_test(*registry_),
      ready(AddGauge(*registry_, "farcall_ready",
                     "1 while the server's health is SERVING, otherwise 0.")),
      sources_{registry_, std::make_shared<ProcessMetrics>()} {
  AddGauge(*registry_, "farcall_build_info",
           "Always 1; the labels tell what is running.",
           {{"version", std::string(version)}, {"compiler", __VERSION__}})
      .Set(1);
}

Metrics::~Metrics() = default;

void Metrics::RecordBatch(const BatchFigures& figures) {
  const auto add = [](Counter& counter, uint64_t count) {
    if (count != 0) counter.Increment(static_cast<double>(count));
  };
  add(events.scored, figures.scored());
  add(events.duplicate, figures.duplicates());
  add(events.skipped, figures.skipped().total());
  add(events.error, figures.errors().total());
  add(events.alerts, figures.alerts());
  add(events.quarantined, figures.quarantined());
  add(events.geo_moved, figures.geo_moved());
  for (const auto& [origin, place] : figures.places()) {
    const Labels labels = {{"origin", origin}};
    events.by_place.Add(labels).Increment(static_cast<double>(place.events));
    add(events.alerts_by_place.Add(labels), place.alerts);
  }
  events.skipped_by_reason.Add(figures.skipped());
  events.errors_by_reason.Add(figures.errors());
  events.by_risk_level.Add(figures.risk_levels());
  events.by_state.Add(figures.states());
  events.by_origin_source.Add(figures.origins());
  events.by_operator_kind.Add(figures.operators());
  add(events.countries_disputed, figures.countries_disputed());
  events.unread.Add(figures.unread());
  if (figures.scored() != 0) {
    events.score.ObserveMultiple(figures.score_buckets(), figures.score_sum());
  }
  batches.events.Observe(static_cast<double>(figures.events()));
}

void Metrics::AddSource(std::shared_ptr<prometheus::Collectable> source) {
  sources_.push_back(std::move(source));
}

}  // namespace farcall
