// SPDX-License-Identifier: Apache-2.0
#include "scoring/batch/verdicts.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "scoring/counts/histogram_edit.h"
#include "scoring/detectors/batch_entities.h"

namespace farcall {
namespace {

Verdict VerdictOn(const Histogram& histogram, std::string_view value) {
  const ValueCount* found = histogram.Find(value);
  return found == nullptr ? Verdict::kNone : found->judgement.verdict;
}

// Whether the value is usual for what was seen of it, whatever was said.
bool IsUsual(const Histogram& histogram, std::string_view value,
             const Moment& moment) {
  const ValueCount* found = histogram.Find(value);
  if (found == nullptr) return false;
  ValueCount unjudged = *found;
  unjudged.judgement = {};
  return DecayedCount(unjudged, moment) > 0;
}

void JudgePlaceOf(TouchedBaselines& baselines, Attribute attribute,
                  std::string_view value, const Judgement& judgement) {
  const Verdict verdict = judgement.verdict;
  const Histogram& places = baselines.own().Of(attribute);
  const Verdict before = VerdictOn(places, value);
  const ValueCount* seen = places.Find(value);
  if (seen != nullptr && before != verdict) {
    if (verdict == Verdict::kMalicious) {
      baselines.Unlearn(attribute, value, GivenToPeers(*seen));
    } else if (before == Verdict::kMalicious) {
      baselines.Relearn(attribute, *seen);
    }
  }
  baselines.Change(attribute).Judge(value, judgement);
}

}  // namespace

FeedbackAction ActionOf(Verdict verdict) {
  switch (verdict) {
    case Verdict::kBenign:
      return FeedbackAction::kBenign;
    case Verdict::kMalicious:
      return FeedbackAction::kMalicious;
    case Verdict::kNone:
      break;
  }
  return FeedbackAction::kClear;
}

std::vector<EntityKey> TouchedBy(std::string_view tenant,
                                 const std::string& principal,
                                 PrincipalKind kind,
                                 const std::string& account) {
  std::vector<EntityKey> touched = {
      {std::string(tenant), EntityKind::kPrincipal, principal},
      {std::string(tenant), EntityKind::kTenant, ""}};
  const std::string of =
      account.empty() ? AccountOfPrincipal(principal) : account;
  if (!of.empty()) {
    touched.push_back(
        {std::string(tenant), EntityKind::kPeers, PeersName(of, kind)});
  }
  return touched;
}

void TouchedBaselines::Unlearn(Attribute attribute, std::string_view value,
                               std::span<const PeriodCount> given) {
  for (size_t i = 1; i < places_.size(); ++i) {
    Subtract(value, given, Change(i).At(attribute));
  }
}

void TouchedBaselines::Relearn(Attribute attribute, const ValueCount& value) {
  for (size_t i = 1; i < places_.size(); ++i) {
    Add(value.value, GivenToPeers(value),
        {value.first_seen_seconds, value.last_seen_seconds},
        Change(i).At(attribute));
  }
}

std::vector<Attribute> OwnAttributes() {
  std::vector<Attribute> attributes;
  for (const Source& source : CountedSources()) {
    if (source.entity == EntityKind::kPrincipal) {
      attributes.push_back(source.attribute);
    }
  }
  return attributes;
}

std::vector<Subject> SubjectsOf(const TouchedBaselines& baselines,
                                const Event& event, const Origin& origin,
                                Verdict verdict, Decay decay) {
  decay.founded_seconds =
      baselines.tenant().first_seen_seconds() + decay.settling_seconds;
  const Moment moment(decay, event.event_time_seconds);
  Texts texts;
  std::vector<Subject> subjects;
  for (const Attribute attribute : OwnAttributes()) {
    const std::string_view value = ValueOf(attribute, event, origin, texts);
    if (value.empty()) continue;
    const Histogram& histogram = baselines.own().Of(attribute);
    const Verdict before = VerdictOn(histogram, value);
    const bool left_alone = verdict == Verdict::kNone
                                ? before == Verdict::kNone
                                : verdict == Verdict::kMalicious &&
                                      before != verdict &&
                                      IsUsual(histogram, value, moment);
    if (!left_alone) subjects.push_back({attribute, std::string(value)});
  }
  return subjects;
}

absl::Status CheckVerdicts(const Baseline& own,
                           std::span<const Subject> subjects, Verdict verdict) {
  const auto has_one = [&own](const Subject& subject) {
    return VerdictOn(own.Of(subject.attribute), subject.value) !=
           Verdict::kNone;
  };
  if (verdict == Verdict::kNone) {
    return std::ranges::any_of(subjects, has_one)
               ? absl::OkStatus()
               : absl::NotFoundError("no verdict is there to be taken back");
  }
  std::map<Attribute, std::set<std::string_view>> fresh;
  for (const Subject& subject : subjects) {
    if (has_one(subject)) continue;
    auto& values = fresh[subject.attribute];
    values.insert(subject.value);
    if (own.Of(subject.attribute).CountVerdicts() + values.size() <=
        kVerdictsMax) {
      continue;
    }
    return absl::FailedPreconditionError(
        std::string(AttributeName(subject.attribute)) + " " + subject.value +
        " cannot be judged: " + std::to_string(kVerdictsMax) +
        " values of this principal have a verdict, which is the limit; take "
        "some back");
  }
  return absl::OkStatus();
}

void JudgeAll(std::span<const Subject> subjects, const Judgement& judgement,
              TouchedBaselines& baselines) {
  for (const Subject& subject : subjects) {
    if (IsPlace(subject.attribute)) {
      JudgePlaceOf(baselines, subject.attribute, subject.value, judgement);
    } else {
      baselines.Change(subject.attribute).Judge(subject.value, judgement);
    }
  }
}

size_t TakeBackVerdicts(int64_t said_micros, TouchedBaselines& baselines) {
  std::vector<Subject> subjects;
  for (const Attribute attribute : OwnAttributes()) {
    for (const ValueCount& value : baselines.own().Of(attribute).values()) {
      if (value.judgement.verdict != Verdict::kNone &&
          value.judgement.said_micros == said_micros) {
        subjects.push_back({attribute, value.value});
      }
    }
  }
  JudgeAll(subjects, {}, baselines);
  return subjects.size();
}

void ForgetEvidence(std::string_view origin, std::string_view network,
                    TouchedBaselines& baselines) {
  baselines.Change().memory.ForgetPlace(origin, network);
}

}  // namespace farcall
