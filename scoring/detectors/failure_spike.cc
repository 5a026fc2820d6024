// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <string>
#include <variant>

#include "scoring/detectors/factor_counts.h"
#include "scoring/detectors/questions.h"
#include "scoring/records/failure_windows.h"
#include "scoring/records/words.h"
#include "text/count.h"

namespace farcall {
namespace {

void Tell(const FailureSpike& spike, std::string_view principal,
          Factor& factor) {
  factor.value = std::to_string(spike.failures) + " failures";
  factor.value_calls = spike.failures;
  std::array<char, 256> room;
  TextBuffer brief(room);
  AppendCount(spike.failures, "call", brief);
  brief.Add(" failed in the account ");
  brief.Add(factor.entity);
  brief.Add(" within 15 minutes, ");
  AppendWithThousands(spike.own, brief);
  brief.Add(" of them by ");
  Append(ShownPrincipal(principal), brief);
  factor.brief = brief.bytes();
  TextBuffer detail(room);
  detail.Add(", with ");
  AppendCount(spike.kinds, "kind", detail);
  detail.Add(" of message; of ");
  AppendWithThousands(spike.windows, detail);
  detail.Add(" quarters of an hour before, ");
  AppendWithThousands(spike.as_many, detail);
  detail.Add(" had as many failures and ");
  AppendWithThousands(spike.as_many_kinds, detail);
  detail.Add(" as many kinds of message");
  factor.detail = detail.bytes();
}

// The event's kind of message among those of its window.
const FailureWindows::Kind* FindKind(const FailureWindows& failures,
                                     FailureKind kind, int64_t at_seconds) {
  const FailureWindows::Window* window = failures.Find(at_seconds);
  if (window == nullptr) return nullptr;
  const auto found =
      std::ranges::find(window->kinds, kind, &FailureWindows::Kind::kind);
  return found == window->kinds.end() || found->first_seen_seconds > at_seconds
             ? nullptr
             : &*found;
}

}  // namespace

std::optional<Anomaly> AskFailureSpike(const Detector& detector,
                                       const Evaluation& evaluation,
                                       std::span<const Level> /*levels*/) {
  const std::string_view failure = evaluation.counted.value(detector.attribute);
  const Baseline* account = evaluation.Find(EntityKind::kAccount);
  if (failure.empty() || account == nullptr) return std::nullopt;
  const FailureSpike spike =
      SpikeOf(account->failures.Get(), evaluation.Own().failures.Get(),
              KindOfFailure(failure), evaluation.at_seconds(),
              evaluation.purpose == Purpose::kAgain ? ThisFailure::kCounted
                                                    : ThisFailure::kNotCounted);
  const double bits = SpikeBits(spike);
  if (bits <= 0) return std::nullopt;
  return Anomaly{
      .detector = &detector, .value = failure, .bits = bits, .more = spike};
}

void ReportFailureSpike(const Anomaly& anomaly, const Evaluation& evaluation,
                        std::span<const Level> /*levels*/, Factor& factor) {
  const int64_t at_seconds = evaluation.at_seconds();
  const FailureWindows& failures =
      evaluation.Find(EntityKind::kAccount)->failures.Get();
  AddAnomaly(anomaly, evaluation, factor);
  factor.entity_calls = failures.calls();
  factor.entity_first_seen_seconds = failures.first_seen_seconds();
  if (const auto* kind =
          FindKind(failures, KindOfFailure(anomaly.value), at_seconds)) {
    factor.value_first_seen_seconds = kind->first_seen_seconds;
    factor.value_last_seen_seconds =
        std::min(kind->last_seen_seconds, at_seconds);
  }
  Tell(std::get<FailureSpike>(anomaly.more), evaluation.event.principal,
       factor);
}

}  // namespace farcall
