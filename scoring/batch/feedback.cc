// SPDX-License-Identifier: Apache-2.0
#include "scoring/batch/feedback.h"

#include <algorithm>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "scoring/batch/feedback_audit.h"
#include "scoring/counts/histogram_edit.h"
#include "scoring/detectors/batch_entities.h"
#include "scoring/records/attribute.h"

namespace farcall {
namespace {

// No event id holds a control character.
constexpr std::string_view kIdPrefix = "feedback\x1f";

// Whose baselines feedback on one principal may change: its own, and its
// peers', in whom it is one of many.
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

// What the store holds of them, and what was changed.
class Baselines {
 public:
  explicit Baselines(HistogramStore::Stored stored)
      : baselines_(stored.baselines), changed_(stored.baselines.size()) {}

  const Baseline& own() const { return *baselines_.front(); }
  Baseline& Change() {
    changed_[0] = true;
    return *baselines_[0];
  }
  Histogram& Change(Attribute attribute) { return Change().At(attribute); }
  const Histogram& countries() const { return own().Of(Attribute::kCountry); }
  const Histogram& tenant() const {
    return baselines_[1]->Of(Attribute::kCountry);
  }

  // Takes what a principal gave back from its peers, or gives it once more.
  void Unlearn(Attribute attribute, std::string_view value,
               std::span<const PeriodCount> given) {
    for (size_t i = 1; i < baselines_.size(); ++i) {
      Subtract(value, given, ChangePeers(i, attribute));
    }
  }
  void Relearn(Attribute attribute, const ValueCount& value) {
    for (size_t i = 1; i < baselines_.size(); ++i) {
      Add(value.value, GivenToPeers(value),
          {value.first_seen_seconds, value.last_seen_seconds},
          ChangePeers(i, attribute));
    }
  }

  HistogramStore::Changed Finish(FeedbackEntry entry) {
    return {.baselines = std::move(changed_),
            .seen = {{0, FirstOutcome()}},
            .feedback = std::move(entry)};
  }

 private:
  Histogram& ChangePeers(size_t i, Attribute attribute) {
    changed_[i] = true;
    return baselines_[i]->At(attribute);
  }

  std::span<Baseline* const> baselines_;
  std::vector<bool> changed_;
};

// What is counted of a principal.
std::vector<Attribute> OwnAttributes() {
  std::vector<Attribute> attributes;
  for (const Source& source : CountedSources()) {
    if (source.entity == EntityKind::kPrincipal) {
      attributes.push_back(source.attribute);
    }
  }
  return attributes;
}

FeedbackEntry EntryOf(const Statement& statement, FeedbackAction action,
                      std::string principal) {
  return {.time_micros = statement.time_micros,
          .action = action,
          .principal = std::move(principal),
          .actor = statement.actor,
          .reason = statement.reason,
          .feedback_id = statement.id,
          .identity = statement.identity,
          .until_seconds = statement.until_seconds};
}

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

Judgement JudgementOf(Verdict verdict, const Statement& statement) {
  if (verdict == Verdict::kNone) return {};
  return {.verdict = verdict,
          .until_seconds = statement.until_seconds,
          .said_micros = statement.time_micros};
}

// A place decides for the peers too: what is malicious they have not learned
// from this principal, all else they have.
void JudgePlaceOf(Baselines& baselines, Attribute attribute,
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

// A value that is to be judged.
struct Subject {
  Attribute attribute;
  std::string_view value;
};

absl::Status CheckVerdicts(const Baseline& own,
                           std::span<const Subject> subjects, Verdict verdict) {
  if (verdict == Verdict::kNone) {
    const bool any = std::ranges::any_of(subjects, [&](const Subject& subject) {
      return VerdictOn(own.Of(subject.attribute), subject.value) !=
             Verdict::kNone;
    });
    return any ? absl::OkStatus()
               : absl::NotFoundError("no verdict is there to be taken back");
  }
  for (const Subject& subject : subjects) {
    if (own.Of(subject.attribute).TakesVerdict(subject.value)) continue;
    return absl::FailedPreconditionError(
        std::string(AttributeName(subject.attribute)) + " " +
        std::string(subject.value) +
        " cannot be judged: " + std::to_string(kVerdictsMax) +
        " values of this principal have a verdict, which is the limit; take "
        "some back");
  }
  return absl::OkStatus();
}

void ForgetEvidence(Baselines& baselines, std::string_view origin,
                    std::string_view network) {
  baselines.Change().memory.ForgetPlace(origin, network);
}

// What of an event a verdict is on.
std::vector<Subject> SubjectsOf(const Baselines& baselines, const Event& event,
                                const Origin& origin, Verdict verdict,
                                Decay decay, Texts& texts) {
  decay.founded_seconds =
      baselines.tenant().first_seen_seconds() + decay.settling_seconds;
  const Moment moment(decay, event.event_time_seconds);
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
    if (!left_alone) subjects.push_back({attribute, value});
  }
  return subjects;
}

void JudgeAll(Baselines& baselines, std::span<const Subject> subjects,
              const Judgement& judgement) {
  for (const Subject& subject : subjects) {
    if (IsPlace(subject.attribute)) {
      JudgePlaceOf(baselines, subject.attribute, subject.value, judgement);
    } else {
      baselines.Change(subject.attribute).Judge(subject.value, judgement);
    }
  }
}

uint64_t ForgetHours(Baselines& baselines, int64_t from_seconds,
                     int64_t to_seconds) {
  uint64_t observations = 0;
  for (const Attribute attribute : OwnAttributes()) {
    for (const ForgottenValue& forgotten :
         ForgetHours(from_seconds, to_seconds, baselines.Change(attribute))) {
      observations += forgotten.observations;
      if (IsPlace(attribute) && forgotten.verdict != Verdict::kMalicious) {
        baselines.Unlearn(attribute, forgotten.value, forgotten.given);
      }
    }
  }
  Baseline& own = baselines.Change();
  own.memory.ForgetSeenWithin(from_seconds, to_seconds);
  own.failures.Change().ForgetSeenWithin(from_seconds, to_seconds);
  own.answers.ForgetUnseen(own.Of(Attribute::kNetwork));
  return observations;
}

// Applies `change` and keeps `entry`, unless its id is known, or nothing of the
// principal; a `change` that fails must have changed nothing.
absl::Status UpdateOnce(HistogramStore& store, std::string_view tenant,
                        std::span<const EntityKey> touched,
                        const FeedbackEntry& entry, bool& duplicate,
                        absl::FunctionRef<absl::Status(Baselines&)> change) {
  const std::string id = std::string(kIdPrefix) + entry.feedback_id;
  const std::string_view ids[] = {id};
  absl::Status refused;
  absl::Status status =
      store.Update({tenant, touched, ids}, [&](HistogramStore::Stored stored) {
        Baselines baselines(stored);
        duplicate = stored.first_outcomes[0].has_value();
        if (duplicate) return HistogramStore::Changed{};
        refused =
            baselines.own().empty()
                ? absl::NotFoundError("nothing is known of this principal")
                : change(baselines);
        if (!refused.ok()) return HistogramStore::Changed{};
        return baselines.Finish(entry);
      });
  if (!status.ok()) return status;
  return duplicate ? CheckIsRepeated(store, tenant, entry) : refused;
}

int64_t FloorToHour(int64_t seconds) {
  return seconds - seconds % kSlotSeconds;
}

int64_t CeilToHour(int64_t seconds) {
  return FloorToHour(seconds + kSlotSeconds - 1);
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

std::string AccountOfPrincipal(std::string_view principal) {
  constexpr size_t kDigits = 12;
  while (!principal.empty()) {
    const std::string_view part = principal.substr(0, principal.find(':'));
    if (part.size() == kDigits &&
        part.find_first_not_of("0123456789") == part.npos) {
      return std::string(part);
    }
    principal.remove_prefix(std::min(part.size() + 1, principal.size()));
  }
  return {};
}

absl::StatusOr<Judged> Feedback::JudgePlace(std::string_view tenant,
                                            const PrincipalPlace& place,
                                            Verdict verdict,
                                            const Statement& statement) const {
  const std::vector<EntityKey> touched = TouchedBy(
      tenant, place.principal, PrincipalKindOf(place.principal), place.account);
  FeedbackEntry entry = EntryOf(statement, ActionOf(verdict), place.principal);
  entry.origin = place.origin;
  entry.content_digest = ContentDigest(place);
  Judged judged{.principal = place.principal, .origin = place.origin};
  absl::Status status = UpdateOnce(
      store_, tenant, touched, entry, judged.duplicate,
      [&](Baselines& baselines) {
        const Subject subjects[] = {{Attribute::kCountry, place.origin}};
        absl::Status checked =
            CheckVerdicts(baselines.own(), subjects, verdict);
        if (!checked.ok()) return checked;
        JudgeAll(baselines, subjects, JudgementOf(verdict, statement));
        if (verdict == Verdict::kBenign) {
          ForgetEvidence(baselines, place.origin, "");
        }
        judged.values = 1;
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return judged;
}

absl::StatusOr<Judged> Feedback::JudgeEvent(std::string_view tenant,
                                            const Event& event, Verdict verdict,
                                            const Statement& statement) const {
  Origin origin;
  origins_.Resolve({&event, 1}, {&origin, 1});
  const std::vector<EntityKey> touched =
      TouchedBy(tenant, event.principal, event.principal_kind, event.account);
  FeedbackEntry entry = EntryOf(statement, ActionOf(verdict), event.principal);
  entry.origin = origin.value;
  entry.content_digest = ContentDigest(event);
  Judged judged{.principal = event.principal, .origin = origin.value};
  absl::Status status = UpdateOnce(
      store_, tenant, touched, entry, judged.duplicate,
      [&](Baselines& baselines) {
        Texts texts;
        const std::vector<Subject> subjects =
            SubjectsOf(baselines, event, origin, verdict, model_.decay, texts);
        absl::Status checked =
            CheckVerdicts(baselines.own(), subjects, verdict);
        if (!checked.ok()) return checked;
        JudgeAll(baselines, subjects, JudgementOf(verdict, statement));
        if (verdict == Verdict::kBenign) {
          ForgetEvidence(baselines, origin.value,
                         ValueOf(Attribute::kNetwork, event, origin, texts));
        }
        judged.values = subjects.size();
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return judged;
}

absl::StatusOr<ForgottenHours> Feedback::ForgetRange(
    std::string_view tenant, const std::string& principal, int64_t from_seconds,
    int64_t to_seconds, const Statement& statement) const {
  const std::vector<EntityKey> touched =
      TouchedBy(tenant, principal, PrincipalKindOf(principal), "");
  FeedbackEntry entry = EntryOf(statement, FeedbackAction::kForget, principal);
  entry.from_seconds = FloorToHour(from_seconds);
  entry.to_seconds = CeilToHour(to_seconds);
  ForgottenHours forgotten;
  absl::Status status =
      UpdateOnce(store_, tenant, touched, entry, forgotten.duplicate,
                 [&](Baselines& baselines) {
                   forgotten.observations = ForgetHours(
                       baselines, entry.from_seconds, entry.to_seconds);
                   return absl::OkStatus();
                 });
  if (!status.ok()) return status;
  return forgotten;
}

}  // namespace farcall
