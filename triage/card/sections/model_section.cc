// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>
#include <string_view>

#include "scoring/event/baseline_state.h"
#include "scoring/event/origin.h"
#include "text/count.h"
#include "triage/card/card_text.h"
#include "triage/card/command_use.h"
#include "triage/card/sections/section_text.h"
#include "triage/card/sections/sections.h"
#include "triage/statistics/quiet_regions.h"

namespace farcall {
namespace {

void TellUnknownShare(const Baseline& tenant, CardSection& section) {
  const Histogram& countries = tenant.Of(Attribute::kCountry);
  if (countries.calls() == 0) return;
  const ValueCount* unknown = countries.Find(kOriginUnknown);
  const double share = unknown == nullptr
                           ? 0
                           : static_cast<double>(unknown->calls()) /
                                 static_cast<double>(countries.calls());
  section.sentences.push_back("No place is known for " + Percent(share) +
                              " of " + Count(countries.calls(), "call") +
                              " of the organisation, since " +
                              Date(countries.first_seen_seconds()) + ".");
  section.counts["unknown_origin_share"] = share;
}

// "The list `aws-ip-ranges` is of 2026-11-20, 8 days old."
void TellList(std::string_view setting, int64_t made_seconds,
              const CardInput& input, CardSection& section) {
  if (made_seconds == 0) return;
  section.sentences.push_back("The list `" + std::string(setting) + "` is of " +
                              Date(made_seconds) + ", " +
                              Span(input.now_seconds - made_seconds) + " old.");
}

void TellLists(const CardInput& input, CardSection& section) {
  const AddressListTimes& lists = input.address_lists;
  TellList("aws-ip-ranges", lists.aws_ranges_seconds, input, section);
  TellList("own-addresses", lists.own_addresses_seconds, input, section);
  TellList("anonymizer-exits", lists.anonymizer_exits_seconds, input, section);
}

// Up to which time calls have come: a server that is fed late, or with calls of
// the past, is not told that all is quiet.
int64_t NewestCallSeconds(const CardInput& input) {
  return input.tenant == nullptr
             ? 0
             : std::min(
                   input.now_seconds,
                   input.tenant->Of(Attribute::kCountry).last_seen_seconds());
}

void TellQuietRegions(const CardInput& input, CardSection& section) {
  if (input.account == nullptr) return;
  const int64_t newest_seconds = NewestCallSeconds(input);
  const RegionSilence silence =
      SilenceOf(input.account->Of(Attribute::kRegion), newest_seconds);
  if (silence.regular == 0) return;
  section.counts["quiet_regions"] = static_cast<double>(silence.quiet.size());
  for (const QuietRegion& quiet : silence.quiet) {
    section.sentences.push_back(
        "No call of the account in " +
        NameOfValue(Attribute::kRegion, quiet.region) + " came for " +
        Span(newest_seconds - quiet.last_seen_seconds) +
        "; its longest gap within " + std::to_string(kGapDays) + " days was " +
        Span(quiet.longest_gap_seconds) +
        ". A trail may be stopped, or a pipeline broken.");
  }
  if (!silence.quiet.empty()) return;
  section.sentences.push_back(
      "Calls of the account come as usual from " +
      Count(silence.regular, "region") + " that " +
      (silence.regular == 1 ? "is a regular source." : "are regular sources."));
}

void TellFacts(const CardInput& input, CardSection& section) {
  if (input.facts_since_seconds == 0) {
    section.missing = "calls are not kept: `event-hours` is 0";
    return;
  }
  section.sentences.push_back("Calls have been kept since " +
                              TimeUtc(input.facts_since_seconds) + ".");
  if (input.facts_not_kept > 0) {
    section.sentences.push_back(Count(input.facts_not_kept, "call") +
                                " of the principal in that time " +
                                std::string(IsOrAre(input.facts_not_kept)) +
                                " not kept.");
  }
}

}  // namespace

CardSection ModelSection(const CardInput& input) {
  CardSection section{.key = "model",
                      .question = "How much is known, and since when?",
                      .judgement = CardAnswer::kFact};
  const BaselineState state = StateAtOpening(input);
  section.sentences.push_back(
      "The baseline of " + Who(input.finding) + " was " +
      std::string(BaselineStateName(state)) + " at the opening call: " +
      Count(OtherCallsOfPrincipal(input), "other call") +
      (OtherCallsOfPrincipal(input) == 1 ? " is known." : " are known."));
  section.counts["state"] = static_cast<double>(state);
  if (input.tenant != nullptr) TellUnknownShare(*input.tenant, section);
  if (input.country_database_seconds > 0) {
    section.sentences.push_back(
        "The country database is of " + Date(input.country_database_seconds) +
        ", " + Span(input.now_seconds - input.country_database_seconds) +
        " old.");
  }
  TellLists(input, section);
  TellQuietRegions(input, section);
  TellFacts(input, section);
  return section;
}

}  // namespace farcall
