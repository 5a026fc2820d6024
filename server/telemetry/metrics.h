// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>

#include <array>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "scoring/findings/exemption.h"
#include "scoring/findings/finding.h"
#include "server/telemetry/batch_figures.h"

namespace prometheus {
class Collectable;
class Registry;
}  // namespace prometheus

namespace farcall {

// Counters of one family, by the value of an enum.
template <typename Enum>
class CountersBy {
 public:
  using Counters = std::array<prometheus::Counter*, Tally<Enum>::kSize>;

  explicit CountersBy(const Counters& counters) : counters_(counters) {}

  prometheus::Counter& operator[](Enum value) const {
    return *counters_.at(Tally<Enum>::IndexOf(value));
  }
  void Add(const Tally<Enum>& tally) const;

 private:
  Counters counters_;
};

// One method of the API.
struct MethodMetrics {
  enum class Type { kUnary, kServerStream, kBidiStream };

  MethodMetrics(prometheus::Registry& registry, Type type,
                const std::string& service, const std::string& method);

  // Records the end of a call; `code` may be any number a client or server
  // sets.
  void Handled(absl::StatusCode code, double seconds);

  const std::string name;  // `SERVICE/METHOD`
  prometheus::Counter& started;
  prometheus::Counter& received;  // messages
  prometheus::Counter& sent;      // messages

 private:
  static constexpr size_t kCodes = 17;
  std::array<prometheus::Counter*, kCodes> handled_;
  prometheus::Histogram& seconds_;
};

// Of calls that were refused for who made them, and of how the server shows
// who it is.
struct AuthMetrics {
  explicit AuthMetrics(prometheus::Registry& registry);

  prometheus::Counter& no_credentials;
  prometheus::Counter& bad_credentials;
  prometheus::Counter& not_allowed;
  prometheus::Counter& not_a_replica;
  prometheus::Gauge& certificate_not_after_seconds;
};

struct RpcMetrics {
  explicit RpcMetrics(prometheus::Registry& registry);

  MethodMetrics score_events;
  MethodMetrics stream_score_events;
  MethodMetrics get_baseline;
  MethodMetrics list_baselines;
  MethodMetrics delete_baseline;
  MethodMetrics mark_benign;
  MethodMetrics mark_malicious;
  MethodMetrics clear_verdict;
  MethodMetrics forget;
  MethodMetrics list_feedback;
  MethodMetrics list_findings;
  MethodMetrics get_finding;
  MethodMetrics get_card;
  MethodMetrics list_events;
  MethodMetrics get_triage_report;
  MethodMetrics backtest;
  MethodMetrics watch_findings;
  MethodMetrics acknowledge_finding;
  MethodMetrics close_findings;
  MethodMetrics reopen_finding;
  MethodMetrics add_note;
  MethodMetrics create_exemption;
  MethodMetrics list_exemptions;
  MethodMetrics revoke_exemption;
  MethodMetrics who_am_i;
  MethodMetrics create_backup;
  MethodMetrics list_backups;
  MethodMetrics verify_backup;
  MethodMetrics compact;
  MethodMetrics get_statistics;
  MethodMetrics set_log_level;
  MethodMetrics reload;
  MethodMetrics reflection_v1;
  MethodMetrics reflection_v1alpha;
};

// What became of a call for a shard that another replica owns.
enum class ForwardOutcome {
  kAnswered = 1,
  kFailed,       // the owner's status, not OK, was passed on
  kNoOwner,      // nobody owned the shard in time
  kUnreachable,  // the owner was not reached in time, or was lost
  kTooMany,      // as many as may be were on their way to it
  kCancelled,    // the caller went away
  kCameHere,     // this replica took the shard over
  kReadHere,     // no owner was reached in time: read from this replica's copy
};
template <>
inline constexpr ForwardOutcome kLastOf<ForwardOutcome> =
    ForwardOutcome::kReadHere;

// Of those calls; each batch of a stream is one.
class ForwardMetrics {
 public:
  ForwardMetrics(prometheus::Registry& registry, const RpcMetrics& rpc);

  // Of the method of that MethodMetrics::name, which asks for a tenant.
  const CountersBy<ForwardOutcome>& Of(std::string_view method) const;

  prometheus::Histogram& seconds;

 private:
  std::map<std::string, CountersBy<ForwardOutcome>, std::less<>> calls_;
};

// Of the events answered; Metrics::RecordBatch counts all of these.
struct EventMetrics {
  explicit EventMetrics(prometheus::Registry& registry);

  prometheus::Counter& scored;
  prometheus::Counter& duplicate;
  prometheus::Counter& skipped;
  prometheus::Counter& error;
  prometheus::Counter& alerts;
  prometheus::Counter& findings;  // opened
  prometheus::Counter& quarantined;
  prometheus::Counter& geo_moved;
  CountersBy<SkipReason> skipped_by_reason;
  CountersBy<FieldErrorReason> errors_by_reason;
  CountersBy<RiskLevel> by_risk_level;
  CountersBy<BaselineState> by_state;
  CountersBy<OriginSource> by_origin_source;
  CountersBy<OperatorKind> by_operator_kind;
  prometheus::Counter& countries_disputed;
  CountersBy<UnreadField> unread;
  prometheus::Histogram& score;
  // By origin: a series for each country that was called from.
  prometheus::Family<prometheus::Counter>& by_place;
  prometheus::Family<prometheus::Counter>& alerts_by_place;
};

// Why a batch or stream was refused unseen.
struct ShedMetrics {
  explicit ShedMetrics(prometheus::Registry& registry);

  prometheus::Counter& batches_in_flight_max;  // waited for a turn in vain
  prometheus::Counter& queue_full;             // did not even wait
  prometheus::Counter& streams_max;
  prometheus::Counter& draining;
  prometheus::Counter& store_unavailable;
};

struct BatchMetrics {
  explicit BatchMetrics(prometheus::Registry& registry);

  prometheus::Histogram& events;   // RecordBatch observes it
  prometheus::Histogram& seconds;  // from the batch's parsing to its answer
  prometheus::Gauge& in_flight;
  prometheus::Counter& cut_off_unread;  // calls whose clients did not read
  prometheus::Counter& cut_off_silent;  // calls whose clients said nothing
  prometheus::Counter& held_back;       // that waited for their tenant's share
  ShedMetrics shed;
};

// Of findings, and of those who watch them.
struct FindingMetrics {
  struct Open {
    prometheus::Gauge* findings;
    prometheus::Gauge* oldest_seconds;  // age; 0 = none is open
  };

  explicit FindingMetrics(prometheus::Registry& registry);

  std::array<Open, kFindingPriorities> open;  // by priority, 1 first
  prometheus::Counter& expired_unattended;    // nobody decided in time
  prometheus::Counter& expired_too_many;      // before that
  prometheus::Counter& removed;
  std::array<prometheus::Gauge*, kExemptionStates.size()> exemptions;
  // What people decided, repeated requests apart.
  prometheus::Counter& acknowledged;
  prometheus::Counter& benign;
  prometheus::Counter& malicious;
  prometheus::Counter& reopened;
  prometheus::Counter& notes;
  prometheus::Gauge& watchers;
  prometheus::Counter& watchers_cut;  // whose clients did not read
};

// Of the feedback taken, repeated requests apart.
struct FeedbackMetrics {
  explicit FeedbackMetrics(prometheus::Registry& registry);

  prometheus::Counter& benign;
  prometheus::Counter& clear;
  prometheus::Counter& malicious;
  prometheus::Counter& forget;
};

struct StoreMetrics {
  explicit StoreMetrics(prometheus::Registry& registry);

  prometheus::Histogram& read_seconds;
  prometheus::Histogram& write_seconds;
  prometheus::Histogram& sync_seconds;
};

struct GeoMetrics {
  explicit GeoMetrics(prometheus::Registry& registry);

  prometheus::Histogram& resolve_seconds;  // of a batch
  prometheus::Gauge& database_build_timestamp_seconds;
  prometheus::Gauge& asn_database_build_timestamp_seconds;
  prometheus::Gauge& city_database_build_timestamp_seconds;
  prometheus::Gauge& aws_ip_ranges_created_timestamp_seconds;
  prometheus::Counter& reload_success;
  prometheus::Counter& reload_failure;
};

// Of the canaries (server/self_test/self_test.h), whose events count nowhere
// else.
struct SelfTestMetrics {
  explicit SelfTestMetrics(prometheus::Registry& registry);

  prometheus::Gauge& interval_seconds;  // 0 = off
  prometheus::Counter& theft_alert;
  prometheus::Counter& theft_quiet;   // missed
  prometheus::Counter& honest_alert;  // false alarms
  prometheus::Counter& honest_quiet;
  // Of the last round that was answered.
  prometheus::Gauge& theft_score;   // the lowest
  prometheus::Gauge& honest_score;  // the highest
  prometheus::Gauge& last_round_timestamp_seconds;
  prometheus::Histogram& seconds;  // of a round, from its calls to its end
};

// All figures of the server by name. Thread-safe. Every series is there from
// the start at 0, and every label has a fixed set of values (docs/metrics.md).
class Metrics {
  std::shared_ptr<prometheus::Registry> registry_;  // before all that it holds

 public:
  explicit Metrics(std::string_view version);
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  // Counts all events of a batch at once.
  void RecordBatch(const BatchFigures& figures);

  // Adds figures that are read at each scrape. Not thread-safe, and only before
  // a MetricsEndpoint is opened.
  void AddSource(std::shared_ptr<prometheus::Collectable> source);

  // What is to be scraped: the members below, the process, and AddSource's.
  const std::vector<std::shared_ptr<prometheus::Collectable>>& sources() const {
    return sources_;
  }

  RpcMetrics rpc;
  ForwardMetrics forwarding;
  AuthMetrics auth;
  EventMetrics events;
  BatchMetrics batches;
  FindingMetrics findings;
  FeedbackMetrics feedback;
  StoreMetrics store;
  GeoMetrics geo;
  SelfTestMetrics self_test;
  prometheus::Gauge& ready;  // 1 = health says SERVING

 private:
  std::vector<std::shared_ptr<prometheus::Collectable>> sources_;
};

}  // namespace farcall
