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

}  // namespace

std::optional<Factor> AskFailureSpike(const Detector& detector,
                                      const Evaluation& evaluation,
                                      std::span<const Level> levels) {
  const HashedText& value = evaluation.counted.hashed(detector.attribute);
  const FailureSpike spike =
      SpikeOf(levels.front().histogram(), levels.back().histogram(), value.text,
              evaluation.at_seconds(),
              evaluation.purpose == Purpose::kAgain ? ThisFailure::kCounted
                                                    : ThisFailure::kNotCounted);
  const double bits = SpikeBits(spike);
  if (bits <= 0) return std::nullopt;
  Factor factor =
      CountedFactor(detector, evaluation, levels.front(), value, bits);
  Tell(spike, evaluation.event.principal, factor);
  return factor;
}

}  // namespace farcall
