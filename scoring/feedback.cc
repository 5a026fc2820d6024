// SPDX-License-Identifier: Apache-2.0
#include "scoring/feedback.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "scoring/attribute_value.h"
#include "scoring/batch_entities.h"
#include "scoring/evidence.h"

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

  const Baseline& own() const { return baselines_.front(); }
  Histogram& Change(Attribute attribute) {
    changed_[0] = true;
    return baselines_[0].At(attribute);
  }
  const Histogram& countries() const { return own().Of(Attribute::kCountry); }
  const Histogram& tenant() const {
    return baselines_[1].Of(Attribute::kCountry);
  }

  // Takes what a principal gave back from its peers, or gives it once more.
  void Unlearn(std::string_view origin, std::span<const PeriodCount> days) {
    for (size_t i = 1; i < baselines_.size(); ++i) {
      ChangePeers(i).Subtract(origin, days);
    }
  }
  void Relearn(const ValueCount& value) {
    for (size_t i = 1; i < baselines_.size(); ++i) {
      ChangePeers(i).Add(value.value, DaysOf(value),
                         {value.first_seen_seconds, value.last_seen_seconds});
    }
  }

  HistogramStore::Changed Finish(FeedbackEntry entry) {
    return {.baselines = std::move(changed_),
            .seen = {{0, FirstOutcome()}},
            .feedback = std::move(entry)};
  }

 private:
  Histogram& ChangePeers(size_t i) {
    changed_[i] = true;
    return baselines_[i].At(Attribute::kCountry);
  }

  std::span<Baseline> baselines_;
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
          .identity = statement.identity};
}

FeedbackAction ActionOf(Verdict verdict) {
  return verdict == Verdict::kMalicious ? FeedbackAction::kMalicious
                                        : FeedbackAction::kBenign;
}

Verdict VerdictOn(const Histogram& histogram, std::string_view value) {
  const ValueCount* found = histogram.Find(value);
  return found == nullptr ? Verdict::kNone : found->verdict;
}

// Whether the value is usual for what was seen of it, whatever was said.
bool IsUsual(const Histogram& histogram, std::string_view value,
             const Moment& moment) {
  const ValueCount* found = histogram.Find(value);
  if (found == nullptr) return false;
  ValueCount unjudged = *found;
  unjudged.verdict = Verdict::kNone;
  return DecayedCount(unjudged, moment) > 0;
}

// The country decides for the peers too: what is malicious they have not
// learned from this principal, all else they have.
void JudgeCountry(Baselines& baselines, std::string_view origin,
                  Verdict verdict, int64_t at_seconds) {
  const Verdict before = VerdictOn(baselines.countries(), origin);
  const ValueCount* seen = baselines.countries().Find(origin);
  if (seen != nullptr && before != verdict) {
    if (verdict == Verdict::kMalicious) {
      baselines.Unlearn(origin, DaysOf(*seen));
    } else if (before == Verdict::kMalicious) {
      baselines.Relearn(*seen);
    }
  }
  baselines.Change(Attribute::kCountry).Judge(origin, verdict, at_seconds);
}

void ForgetEvidence(Baselines& baselines, std::string_view origin,
                    std::string_view network) {
  ForgetPlace(origin, network, baselines.Change(Attribute::kEvidence));
}

// When the principal was seen last, by its countries if there are any.
int64_t LastSeenSeconds(const Baseline& own) {
  const Histogram& countries = own.Of(Attribute::kCountry);
  if (!countries.empty()) return countries.last_seen_seconds();
  int64_t last_seconds = 0;
  for (const Baseline::Part& part : own.parts()) {
    last_seconds = std::max(last_seconds, part.histogram.last_seen_seconds());
  }
  return last_seconds;
}

size_t JudgeCountryAlone(Baselines& baselines, const Place& place,
                         Verdict verdict) {
  // A place that was never seen is put beside what was seen last: at a later
  // time it would push out what is old.
  JudgeCountry(baselines, place.origin, verdict,
               LastSeenSeconds(baselines.own()));
  if (verdict == Verdict::kBenign) ForgetEvidence(baselines, place.origin, "");
  return 1;
}

size_t JudgeValues(Baselines& baselines, const Event& event,
                   const Origin& origin, Verdict verdict, Decay decay) {
  decay.founded_seconds =
      baselines.tenant().first_seen_seconds() + decay.settling_seconds;
  const Moment moment(decay, event.event_time_seconds);
  size_t judged = 0;
  Texts texts;
  for (const Attribute attribute : OwnAttributes()) {
    if (!IsHabit(attribute)) continue;
    const std::string_view value = ValueOf(attribute, event, origin, texts);
    if (value.empty()) continue;
    const Histogram& histogram = baselines.own().Of(attribute);
    if (verdict == Verdict::kMalicious &&
        VerdictOn(histogram, value) != verdict &&
        IsUsual(histogram, value, moment)) {
      continue;
    }
    if (attribute == Attribute::kCountry) {
      JudgeCountry(baselines, value, verdict, event.event_time_seconds);
    } else {
      baselines.Change(attribute).Judge(value, verdict,
                                        event.event_time_seconds);
    }
    judged +=
        VerdictOn(baselines.own().Of(attribute), value) == verdict ? 1 : 0;
  }
  if (verdict == Verdict::kBenign) {
    ForgetEvidence(baselines, origin.value,
                   ValueOf(Attribute::kNetwork, event, origin, texts));
  }
  return judged;
}

uint64_t ForgetHours(Baselines& baselines, int64_t from_seconds,
                     int64_t to_seconds) {
  uint64_t observations = 0;
  for (const Attribute attribute : OwnAttributes()) {
    if (!IsHabit(attribute)) {
      baselines.Change(attribute).Drop([&](const ValueCount& value) {
        return value.last_seen_seconds >= from_seconds &&
               value.last_seen_seconds < to_seconds;
      });
      continue;
    }
    for (const Histogram::Forgotten& forgotten :
         baselines.Change(attribute).ForgetHours(from_seconds, to_seconds)) {
      observations += forgotten.observations;
      if (attribute == Attribute::kCountry &&
          forgotten.verdict != Verdict::kMalicious) {
        baselines.Unlearn(forgotten.value, forgotten.days);
      }
    }
  }
  return observations;
}

// Applies `change` unless the statement is known, or nothing of the principal.
absl::Status UpdateOnce(HistogramStore& store, std::string_view tenant,
                        std::span<const EntityKey> touched,
                        const Statement& statement, bool& duplicate,
                        absl::FunctionRef<FeedbackEntry(Baselines&)> change) {
  const std::string id = std::string(kIdPrefix) + statement.id;
  const std::string_view ids[] = {id};
  bool unknown = false;
  absl::Status status =
      store.Update({tenant, touched, ids}, [&](HistogramStore::Stored stored) {
        Baselines baselines(stored);
        duplicate = stored.first_outcomes[0].has_value();
        unknown = !duplicate && baselines.own().empty();
        if (duplicate || unknown) return HistogramStore::Changed{};
        FeedbackEntry entry = change(baselines);
        return baselines.Finish(std::move(entry));
      });
  if (status.ok() && unknown) {
    return absl::NotFoundError("nothing is known of this principal");
  }
  return status;
}

int64_t FloorToHour(int64_t seconds) {
  return seconds - seconds % kSlotSeconds;
}

int64_t CeilToHour(int64_t seconds) {
  return FloorToHour(seconds + kSlotSeconds - 1);
}

}  // namespace

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
                                            const Place& place, Verdict verdict,
                                            const Statement& statement) const {
  const std::vector<EntityKey> touched = TouchedBy(
      tenant, place.principal, PrincipalKindOf(place.principal), place.account);
  Judged judged{.principal = place.principal, .origin = place.origin};
  absl::Status status =
      UpdateOnce(store_, tenant, touched, statement, judged.duplicate,
                 [&](Baselines& baselines) {
                   judged.values = JudgeCountryAlone(baselines, place, verdict);
                   FeedbackEntry entry =
                       EntryOf(statement, ActionOf(verdict), place.principal);
                   entry.origin = place.origin;
                   return entry;
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
  Judged judged{.principal = event.principal, .origin = origin.value};
  absl::Status status =
      UpdateOnce(store_, tenant, touched, statement, judged.duplicate,
                 [&](Baselines& baselines) {
                   judged.values = JudgeValues(baselines, event, origin,
                                               verdict, model_.decay);
                   FeedbackEntry entry =
                       EntryOf(statement, ActionOf(verdict), event.principal);
                   entry.origin = origin.value;
                   return entry;
                 });
  if (!status.ok()) return status;
  return judged;
}

absl::StatusOr<ForgottenHours> Feedback::ForgetRange(
    std::string_view tenant, const std::string& principal, int64_t from_seconds,
    int64_t to_seconds, const Statement& statement) const {
  const std::vector<EntityKey> touched =
      TouchedBy(tenant, principal, PrincipalKindOf(principal), "");
  const int64_t from = FloorToHour(from_seconds);
  const int64_t to = CeilToHour(to_seconds);
  ForgottenHours forgotten;
  absl::Status status =
      UpdateOnce(store_, tenant, touched, statement, forgotten.duplicate,
                 [&](Baselines& baselines) {
                   forgotten.observations = ForgetHours(baselines, from, to);
                   FeedbackEntry entry =
                       EntryOf(statement, FeedbackAction::kForget, principal);
                   entry.from_seconds = from;
                   entry.to_seconds = to;
                   return entry;
                 });
  if (!status.ok()) return status;
  return forgotten;
}

}  // namespace farcall
