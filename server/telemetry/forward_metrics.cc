// SPDX-License-Identifier: Apache-2.0
// Of calls that another replica is to answer.
#include <array>
#include <string>

#include "server/telemetry/metric_series.h"
#include "server/telemetry/metrics.h"

namespace farcall {
namespace {

constexpr LabelValues<ForwardOutcome> kOutcomes = {
    "answered", "failed",    "no_owner",  "unreachable",
    "too_many", "cancelled", "came_here", "read_here"};

CountersBy<ForwardOutcome> AddForwarded(prometheus::Registry& registry,
                                        const std::string& method) {
  CountersBy<ForwardOutcome>::Counters counters{};
  for (size_t i = 0; i < kOutcomes.size(); ++i) {
    counters[i] = &AddCounter(
        registry, "farcall_forwarded_calls_total",
        "Calls, and batches of streams, for a shard that another replica owns: "
        "answered and failed = by the owner, with OK or another status, "
        "no_owner = nobody owned the shard in time, unreachable = the owner "
        "was not reached in time or was "
        "lost, too_many = as many as may be were on their way to it, cancelled "
        "= the caller went away, came_here = this replica took the shard over, "
        "read_here = no owner was reached in time, and a read was answered "
        "from this replica's copy.",
        {{"method", method}, {"outcome", kOutcomes[i]}});
  }
  return CountersBy<ForwardOutcome>(counters);
}

// `ScoreEvents` of `farcall.v1.ScoringService/ScoreEvents`.
std::string MethodOf(const MethodMetrics& method) {
  return method.name.substr(method.name.find('/') + 1);
}

}  // namespace

ForwardMetrics::ForwardMetrics(prometheus::Registry& registry,
                               const RpcMetrics& rpc)
    : seconds(AddHistogram(
          registry, "farcall_forward_seconds",
          "Time that a call for a shard of another replica took from its turn "
          "to the owner's answer, the wait for an owner included.",
          CallBuckets())) {
  const std::array methods = {
      &rpc.score_events,     &rpc.stream_score_events, &rpc.get_baseline,
      &rpc.list_baselines,   &rpc.delete_baseline,     &rpc.mark_benign,
      &rpc.mark_malicious,   &rpc.clear_verdict,       &rpc.forget,
      &rpc.list_feedback,    &rpc.list_findings,       &rpc.get_finding,
      &rpc.get_card,         &rpc.list_events,         &rpc.get_triage_report,
      &rpc.backtest,         &rpc.watch_findings,      &rpc.acknowledge_finding,
      &rpc.close_findings,   &rpc.reopen_finding,      &rpc.add_note,
      &rpc.create_exemption, &rpc.list_exemptions,     &rpc.revoke_exemption};
  for (const MethodMetrics* method : methods) {
    calls_.emplace(method->name, AddForwarded(registry, MethodOf(*method)));
  }
}

const CountersBy<ForwardOutcome>& ForwardMetrics::Of(
    std::string_view method) const {
  return calls_.find(method)->second;
}

}  // namespace farcall
