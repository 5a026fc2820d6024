// SPDX-License-Identifier: Apache-2.0
// Of events: what became of them, their scores, feedback on them, canaries.
#include <cstdint>

#include "server/telemetry/batch_figures.h"
#include "server/telemetry/metric_series.h"
#include "server/telemetry/metrics.h"

namespace farcall {
namespace {

using prometheus::Counter;
using prometheus::Gauge;
using prometheus::Labels;
using prometheus::Registry;

Counter& AddOutcome(Registry& registry, const char* outcome) {
  return AddCounter(registry, "farcall_events_total",
                    "Events answered, by what became of them.",
                    {{"outcome", outcome}});
}

Counter& AddFeedback(Registry& registry, const char* action) {
  return AddCounter(registry, "farcall_feedback_total",
                    "Feedback of people that was taken, by what it asked for; "
                    "repeated requests are not counted.",
                    {{"action", action}});
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

}  // namespace

template <typename Enum>
void CountersBy<Enum>::Add(const Tally<Enum>& tally) const {
  for (size_t i = 0; i < counters_.size(); ++i) {
    if (tally.counts[i] != 0) {
      counters_[i]->Increment(static_cast<double>(tally.counts[i]));
    }
  }
}

EventMetrics::EventMetrics(Registry& registry)
    : scored(AddOutcome(registry, "scored")),
      duplicate(AddOutcome(registry, "duplicate")),
      skipped(AddOutcome(registry, "skipped")),
      error(AddOutcome(registry, "error")),
      alerts(
          AddCounter(registry, "farcall_alerts_total",
                     "Alerts raised: the first events of a principal, origin "
                     "and day that reach the alert threshold.")),
      findings(AddCounter(
          registry, "farcall_findings_opened_total",
          "Findings opened: episodes of a principal and an origin, from the "
          "first event that reaches the alert threshold.")),
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

FeedbackMetrics::FeedbackMetrics(Registry& registry)
    : benign(AddFeedback(registry, "benign")),
      clear(AddFeedback(registry, "clear")),
      malicious(AddFeedback(registry, "malicious")),
      forget(AddFeedback(registry, "forget")) {}

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

void Metrics::RecordBatch(const BatchFigures& figures) {
  const auto add = [](Counter& counter, uint64_t count) {
    if (count != 0) counter.Increment(static_cast<double>(count));
  };
  add(events.scored, figures.scored());
  add(events.duplicate, figures.duplicates());
  add(events.skipped, figures.skipped().total());
  add(events.error, figures.errors().total());
  add(events.alerts, figures.alerts());
  add(events.findings, figures.findings());
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

}  // namespace farcall
