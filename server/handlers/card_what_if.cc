// SPDX-License-Identifier: Apache-2.0
#include "server/handlers/card_what_if.h"

#include <algorithm>
#include <span>
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
  return AddPreviews(tenant, input, *call, card);
}

// What the sample does not have may have decided the origin.
bool CardWhatIfs::IsFrom(std::string_view origin, const Event& call) const {
  Origin place;
  origins_.Resolve({&call, 1}, {&place, 1});
  return place.value == origin;
}

absl::Status CardWhatIfs::AddPreviews(std::string_view tenant,
                                      const CardInput& input, const Event& call,
                                      Card& card) const {
  std::vector<Event> events = {call};
  for (const Finding& other : input.own_findings) {
    if (events.size() > kOtherFindingsMax) break;
    auto event = OtherCall(input, other);
    if (event.has_value() && IsFrom(other.origin, *event)) {
      events.push_back(*std::move(event));
    }
  }
  const auto previews =
      PreviewVerdicts(store_, origins_, model_, tenant, input.finding, events);
  if (!previews.ok()) return previews.status();
  for (const VerdictPreview& preview : *previews) {
    const auto others = std::span(preview.scores).subspan(1);
    const auto gone = std::ranges::count_if(others, [this](double score) {
      return score < model_.alert_threshold;
    });
    card.previews.push_back({.verdict = preview.verdict,
                             .score = preview.scores.front(),
                             .findings_gone = static_cast<uint64_t>(gone),
                             .peer_observations = preview.peer_observations});
  }
  return absl::OkStatus();
}

}  // namespace farcall
