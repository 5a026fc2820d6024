// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "scoring/factor_counts.h"
#include "scoring/failure_window.h"
#include "scoring/questions.h"
#include "scoring/words.h"
#include "text/count.h"

namespace farcall {
namespace {

void Tell(const FailureSpike& spike, std::string_view principal,
          Factor& factor) {
  factor.value = std::to_string(spike.failures) + " failures";
  factor.value_calls = spike.failures;
  factor.brief = Count(spike.failures, "call") + " failed in the account " +
                 factor.entity + " within 15 minutes, " +
                 WithThousands(spike.own) + " of them by " +
                 ShownPrincipal(principal);
  factor.detail =
      ", with " + Count(spike.kinds, "kind") + " of message; of " +
      WithThousands(spike.windows) + " quarters of an hour before, " +
      WithThousands(spike.as_many) + " had as many failures and " +
      WithThousands(spike.as_many_kinds) + " as many kinds of message";
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
  const double bits = SpikeBits(SpikeOf(evaluation, levels));
  if (bits <= 0) return std::nullopt;
  return Finding{.detector = &detector,
                 .value = evaluation.counted.value(detector.attribute),
                 .bits = bits};
}

Factor ReportFailureSpike(const Finding& finding, const Evaluation& evaluation,
                          std::span<const Level> levels) {
  Factor factor = CountedFactor(finding, evaluation, levels.front());
  Tell(SpikeOf(evaluation, levels), evaluation.event.principal, factor);
  return factor;
}

}  // namespace farcall
