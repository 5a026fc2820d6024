// SPDX-License-Identifier: Apache-2.0
#include "triage/card/kept_calls.h"

#include <algorithm>

#include "text/count.h"
#include "triage/card/card_text.h"
#include "triage/card/finding_calls.h"

namespace farcall {
namespace {

EventFact FactOf(const FindingSample& sample, const Finding& finding) {
  EventFact fact;
  fact.event_id = sample.event_id;
  fact.at_seconds = sample.at_seconds;
  fact.account = sample.account;
  fact.command = sample.command;
  fact.origin = finding.origin;
  fact.source_address = sample.source_address;
  fact.user_agent = sample.user_agent;
  fact.error_code = sample.error_code;
  fact.unauthenticated = finding.unauthenticated;
  fact.score_hundredths = sample.score_hundredths;
  return fact;
}

std::string MissingDetails(const CardInput& input) {
  if (input.facts_since_seconds == 0) {
    return "calls are not kept: `event-hours` is 0";
  }
  return "the calls of the finding are not kept any more (`event-hours`)";
}

}  // namespace

KeptCalls::KeptCalls(const CardInput& input) : finding_(input.finding) {
  for (const EventFact& fact : input.facts) {
    (BelongsTo(finding_, fact) ? detailed_ : others_).push_back(&fact);
  }
  for (const FindingSample& sample : finding_.samples) {
    if (std::ranges::find(detailed_, sample.event_id, &EventFact::event_id) ==
        detailed_.end()) {
      sampled_.push_back(FactOf(sample, finding_));
    }
  }
  calls_ = detailed_;
  for (const EventFact& fact : sampled_) calls_.push_back(&fact);
  std::ranges::stable_sort(calls_, {}, &EventFact::at_seconds);
  if (detailed_.empty()) missing_ = MissingDetails(input);
}

void KeptCalls::TellIncomplete(size_t shown, CardSection& section) const {
  if (shown >= finding_.calls) return;
  section.sentences.push_back(
      WithThousands(shown) + " of " + Count(finding_.calls, "call") +
      " of the finding " + std::string(IsOrAre(shown)) + " kept.");
}

}  // namespace farcall
