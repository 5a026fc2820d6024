// SPDX-License-Identifier: Apache-2.0
// Of calls: each method's, those refused, cut off and shed, batches, and
// watchers.
#include <string>

#include "server/telemetry/metric_series.h"
#include "server/telemetry/metrics.h"

namespace farcall {
namespace {

using prometheus::Counter;
using prometheus::Labels;
using prometheus::Registry;

Counter& AddRefused(Registry& registry, const char* reason) {
  return AddCounter(registry, "farcall_calls_refused_total",
                    "Calls and streams refused for who made them: without "
                    "credentials, with unknown ones, without the right, or "
                    "said to be sent on by a replica, and not by one.",
                    {{"reason", reason}});
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

Counter& AddExpired(Registry& registry, const char* reason) {
  return AddCounter(registry, "farcall_findings_expired_total",
                    "Findings that nobody decided on: unattended = within "
                    "finding-expire-days, too_many = earlier, because their "
                    "tenant had more than 50000.",
                    {{"reason", reason}});
}

Counter& AddTriage(Registry& registry, const char* action) {
  return AddCounter(registry, "farcall_finding_triage_total",
                    "What people did to findings, by action; each finding of "
                    "a request counts, a repeated request does not.",
                    {{"action", action}});
}

std::array<FindingMetrics::Open, kFindingPriorities> AddOpen(
    Registry& registry) {
  std::array<FindingMetrics::Open, kFindingPriorities> open;
  for (size_t i = 0; i < open.size(); ++i) {
    const Labels labels = {{"priority", std::to_string(i + 1)}};
    open[i] = {
        &AddGauge(registry, "farcall_findings_open",
                  "Findings that are OPEN and not planned, as of the last "
                  "minute.",
                  labels),
        &AddGauge(registry, "farcall_finding_oldest_open_seconds",
                  "Time since the oldest finding that is OPEN and not planned "
                  "was opened, as of the last minute; 0 = there is none.",
                  labels)};
  }
  return open;
}

std::array<prometheus::Gauge*, kExemptionStates.size()> AddExemptions(
    Registry& registry) {
  std::array<prometheus::Gauge*, kExemptionStates.size()> exemptions;
  for (size_t i = 0; i < exemptions.size(); ++i) {
    exemptions[i] = &AddGauge(
        registry, "farcall_exemptions",
        "Exemptions, as of the last minute: planned = they have not begun, "
        "stale = in force, and covered nothing for 30 days.",
        {{"state", std::string(ExemptionStateName(kExemptionStates[i]))}});
  }
  return exemptions;
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
      list_findings(registry, MethodMetrics::Type::kUnary,
                    "farcall.v1.FindingService", "ListFindings"),
      get_finding(registry, MethodMetrics::Type::kUnary,
                  "farcall.v1.FindingService", "GetFinding"),
      get_card(registry, MethodMetrics::Type::kUnary,
               "farcall.v1.FindingService", "GetCard"),
      list_events(registry, MethodMetrics::Type::kUnary,
                  "farcall.v1.FindingService", "ListEvents"),
      get_triage_report(registry, MethodMetrics::Type::kUnary,
                        "farcall.v1.FindingService", "GetTriageReport"),
      backtest(registry, MethodMetrics::Type::kUnary,
               "farcall.v1.FindingService", "Backtest"),
      watch_findings(registry, MethodMetrics::Type::kServerStream,
                     "farcall.v1.FindingService", "WatchFindings"),
      acknowledge_finding(registry, MethodMetrics::Type::kUnary,
                          "farcall.v1.FindingService", "AcknowledgeFinding"),
      close_findings(registry, MethodMetrics::Type::kUnary,
                     "farcall.v1.FindingService", "CloseFindings"),
      reopen_finding(registry, MethodMetrics::Type::kUnary,
                     "farcall.v1.FindingService", "ReopenFinding"),
      add_note(registry, MethodMetrics::Type::kUnary,
               "farcall.v1.FindingService", "AddNote"),
      create_exemption(registry, MethodMetrics::Type::kUnary,
                       "farcall.v1.FindingService", "CreateExemption"),
      list_exemptions(registry, MethodMetrics::Type::kUnary,
                      "farcall.v1.FindingService", "ListExemptions"),
      revoke_exemption(registry, MethodMetrics::Type::kUnary,
                       "farcall.v1.FindingService", "RevokeExemption"),
      who_am_i(registry, MethodMetrics::Type::kUnary,
               "farcall.v1.FindingService", "WhoAmI"),
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
      not_a_replica(AddRefused(registry, "not_a_replica")),
      certificate_not_after_seconds(AddGauge(
          registry, "farcall_tls_certificate_not_after_timestamp_seconds",
          "When the first certificate of tls-cert-file expires, in Unix time; "
          "0 = there is none.")) {}

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

FindingMetrics::FindingMetrics(Registry& registry)
    : open(AddOpen(registry)),
      expired_unattended(AddExpired(registry, "unattended")),
      expired_too_many(AddExpired(registry, "too_many")),
      removed(AddCounter(registry, "farcall_findings_removed_total",
                         "Decided and expired findings removed, because of "
                         "finding-days or findings-max.")),
      exemptions(AddExemptions(registry)),
      acknowledged(AddTriage(registry, "acknowledge")),
      benign(AddTriage(registry, "benign")),
      malicious(AddTriage(registry, "malicious")),
      reopened(AddTriage(registry, "reopen")),
      notes(AddTriage(registry, "note")),
      watchers(AddGauge(registry, "farcall_finding_watchers",
                        "Clients that watch findings now.")),
      watchers_cut(AddCounter(
          registry, "farcall_finding_watchers_cut_total",
          "Watches of findings that the server ended because their clients did "
          "not take a message for 60 seconds.")) {}

}  // namespace farcall
