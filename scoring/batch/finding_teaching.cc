// SPDX-License-Identifier: Apache-2.0
#include "scoring/batch/finding_teaching.h"

#include <utility>

namespace farcall {

Event EventOf(const FindingSample& sample, const Finding& finding) {
  return {.event_id = sample.event_id,
          .event_time_seconds = sample.at_seconds,
          .account = sample.account,
          .principal = finding.principal,
          .principal_kind = finding.principal_kind,
          .command = sample.command,
          .source_address = sample.source_address,
          .error_code = sample.error_code,
          .user_agent = sample.user_agent,
          .unauthenticated = finding.unauthenticated};
}

size_t EntitySet::Add(const EntityKey& entity) {
  const auto [known, is_new] = places_.try_emplace(entity, all_.size());
  if (is_new) all_.push_back(entity);
  return known->second;
}

std::vector<size_t> EntitySet::AddTouchedBy(std::string_view tenant,
                                            const Finding& finding) {
  std::vector<size_t> places;
  for (const EntityKey& entity : TouchedBy(
           tenant, finding.principal, finding.principal_kind,
           finding.accounts.empty() ? "" : finding.accounts.front().text)) {
    places.push_back(Add(entity));
  }
  return places;
}

Verdict VerdictOf(FindingState state) {
  return state == FindingState::kBenign ? Verdict::kBenign
                                        : Verdict::kMalicious;
}

std::vector<Subject> SubjectsOf(const Finding& finding, Teaching teaching,
                                Verdict verdict, const OriginResolver& origins,
                                const Decay& decay,
                                const TouchedBaselines& baselines) {
  if (teaching == Teaching::kPlace || finding.samples.empty()) {
    return {{Attribute::kCountry, finding.origin}};
  }
  std::vector<Subject> subjects;
  for (const FindingSample& sample : finding.samples) {
    const Event event = EventOf(sample, finding);
    Origin origin;
    origins.Resolve({&event, 1}, {&origin, 1});
    origin.value = finding.origin;
    for (Subject& subject :
         SubjectsOf(baselines, event, origin, verdict, decay)) {
      subjects.push_back(std::move(subject));
    }
  }
  return subjects;
}

void Teach(const Finding& finding, std::span<const Subject> subjects,
           const Judgement& judgement, TouchedBaselines& baselines) {
  JudgeAll(subjects, judgement, baselines);
  if (judgement.verdict == Verdict::kBenign) {
    ForgetEvidence(finding.origin, "", baselines);
  }
}

}  // namespace farcall
