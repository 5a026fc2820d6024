// SPDX-License-Identifier: Apache-2.0
#include "server/handlers/card_what_if.h"

#include <string>
#include <vector>

#include "scoring/batch/batch_scorer.h"
#include "scoring/batch/verdict_preview.h"
#include "scoring/findings/finding_upkeep.h"
#include "triage/what_if/call_variants.h"

namespace farcall {
namespace {

// Of the principal's other findings, the newest.
constexpr size_t kOtherFindingsMax = 50;

// An id that no event has, so that nothing is taken for a duplicate.
std::string IdOf(size_t number) {
  return std::string("what-if\x1f") + std::to_string(number);
}

// The oddest call of another finding that would be looked at again.
std::optional<Event> OtherCall(const CardInput& input, const Finding& other) {
  if (!IsUndecided(other.state)) return std::nullopt;
  return OddestCallOf({.finding = other, .facts = input.facts});
}

}  // namespace

absl::Status CardWhatIfs::Add(std::string_view tenant, const CardInput& input,
                              Card& card) const {
  const auto call = OddestCallOf(input);
  if (!call.has_value() || !IsFrom(input.finding.origin, *call)) {
    return absl::OkStatus();
  }
  std::vector<CallVariant> variants = {{.event = *call}};
  for (CallVariant& variant : VariantsOf(model_, input, *call)) {
    variants.push_back(std::move(variant));
  }
  std::vector<Event> events;
  for (size_t i = 0; i < variants.size(); ++i) {
    events.push_back(variants[i].event);
    events.back().event_id = IdOf(i);
  }
  const BatchScorer scorer(store_, origins_, model_);
  const auto scored = scorer.Score(tenant, events, ScoringMode::kScoreOnly,
                                   RiskLevel::kCritical);
  if (!scored.ok()) return scored.status();
  for (size_t i = 0; i < variants.size(); ++i) {
    card.what_ifs.push_back({.changed = variants[i].changed,
                             .to = variants[i].to,
                             .score = (*scored)[i].score});
  }
  absl::Status status =
      AddPreview(tenant, input, *call, FindingState::kBenign, card);
  status.Update(
      AddPreview(tenant, input, *call, FindingState::kMalicious, card));
  return status;
}

// What the sample does not have may have decided the origin.
bool CardWhatIfs::IsFrom(std::string_view origin, const Event& call) const {
  Origin place;
  origins_.Resolve({&call, 1}, {&place, 1});
  return place.value == origin;
}

absl::Status CardWhatIfs::AddPreview(std::string_view tenant,
                                     const CardInput& input, const Event& call,
                                     FindingState verdict, Card& card) const {
  std::vector<Event> events = {call};
  for (const Finding& other : input.own_findings) {
    if (events.size() > kOtherFindingsMax) break;
    auto event = OtherCall(input, other);
    if (event.has_value() && IsFrom(other.origin, *event)) {
      events.push_back(*std::move(event));
    }
  }
  const auto preview = PreviewVerdict(store_, origins_, model_, tenant,
                                      input.finding, verdict, events);
  if (!preview.ok()) return preview.status();
  CardPreview& shown = card.previews.emplace_back(
      CardPreview{.verdict = verdict,
                  .score = preview->scores.front(),
                  .peer_observations = preview->peer_observations});
  for (size_t i = 1; i < preview->scores.size(); ++i) {
    if (preview->scores[i] < model_.alert_threshold) ++shown.findings_gone;
  }
  return absl::OkStatus();
}

}  // namespace farcall
