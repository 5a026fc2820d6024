// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <string>
#include <variant>

#include "scoring/detectors/factor_counts.h"
#include "scoring/detectors/questions.h"
#include "scoring/records/failure_window.h"
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

FailureSpike SpikeOf(const Evaluation& evaluation,
                     std::span<const Level> levels) {
  return SpikeOf(
      levels.front().histogram(), levels.back().histogram(),
      evaluation.counted.value(Attribute::kFailures), evaluation.at_seconds(),
      evaluation.purpose == Purpose::kAgain ? ThisFailure::kCounted
                                            : ThisFailure::kNotCounted);
}

}  // namespace

std::optional<Finding> AskFailureSpike(const Detector& detector,
                                       const Evaluation& evaluation,
                                       std::span<const Level> levels) {
  const FailureSpike spike = SpikeOf(evaluation, levels);
  const double bits = SpikeBits(spike);
  if (bits <= 0) return std::nullopt;
  return Finding{.detector = &detector,
                 .value = evaluation.counted.value(detector.attribute),
                 .bits = bits,
                 .more = spike};
}

void ReportFailureSpike(const Finding& finding, const Evaluation& evaluation,
                        std::span<const Level> levels, Factor& factor) {
  AddCounts(finding, evaluation, levels.front(), factor);
  Tell(std::get<FailureSpike>(finding.more), evaluation.event.principal,
       factor);
}

}  // namespace farcall
