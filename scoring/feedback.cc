// SPDX-License-Identifier: Apache-2.0
#include "scoring/feedback.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "scoring/attribute_value.h"
#include "scoring/batch_keys.h"
#include "scoring/evidence.h"

namespace farcall {
namespace {

// No event id holds a control character.
constexpr std::string_view kIdPrefix = "feedback\x1f";

// The histograms that feedback on one principal may change: its own, and the
// countries of its peers.
struct Touched {
  std::vector<HistogramKey> keys;
  size_t own = 0;  // the first so many are the principal's
};

Touched TouchedBy(std::string_view tenant, const std::string& principal,
                  PrincipalKind kind, const std::string& account) {
  Touched touched;
  for (const Source& source : CountedSources()) {
    if (source.entity != EntityKind::kPrincipal) continue;
    touched.keys.push_back(
        {{std::string(tenant), EntityKind::kPrincipal, principal},
         source.attribute});
  }
  touched.own = touched.keys.size();
  touched.keys.push_back(
      {{std::string(tenant), EntityKind::kTenant, ""}, Attribute::kCountry});
  const std::string of =
      account.empty() ? AccountOfPrincipal(principal) : account;
  if (!of.empty()) {
    touched.keys.push_back(
        {{std::string(tenant), EntityKind::kPeers, PeersName(of, kind)},
         Attribute::kCountry});
  }
  return touched;
}

// What the store holds of them, and what was changed.
class Baselines {
 public:
  Baselines(const Touched& touched, HistogramStore::Stored stored)
      : touched_(touched),
        histograms_(stored.histograms),
        changed_(stored.histograms.size()) {}

  size_t own() const { return touched_.own; }
  Attribute attribute(size_t i) const { return touched_.keys[i].attribute; }
  const Histogram& at(size_t i) const { return histograms_[i]; }
  Histogram& Change(size_t i) {
    changed_[i] = true;
    return histograms_[i];
  }

  size_t IndexOf(Attribute attribute) const {
    size_t i = 0;
    while (i < own() && this->attribute(i) != attribute) ++i;
    return i;
  }
  const Histogram& countries() const {
    return histograms_[IndexOf(Attribute::kCountry)];
  }
  const Histogram& tenant() const { return histograms_[own()]; }

  bool IsUnknown() const {
    return std::ranges::all_of(histograms_.first(own()), &Histogram::empty);
  }

  // Takes what a principal gave back from its peers, or gives it once more.
  void Unlearn(std::string_view origin, std::span<const PeriodCount> days) {
    for (size_t i = own(); i < histograms_.size(); ++i) {
      Change(i).Subtract(origin, days);
    }
  }
  void Relearn(const ValueCount& value) {
    for (size_t i = own(); i < histograms_.size(); ++i) {
      Change(i).Add(value.value, DaysOf(value),
                    {value.first_seen_seconds, value.last_seen_seconds});
    }
  }

  HistogramStore::Changed Finish(FeedbackEntry entry) {
    return {.histograms = std::move(changed_),
            .seen = {{0, FirstOutcome()}},
            .feedback = std::move(entry)};
  }

 private:
  const Touched& touched_;
  std::span<Histogram> histograms_;
  std::vector<bool> changed_;
};

FeedbackEntry EntryOf(const Statement& statement, FeedbackAction action,
                      std::string principal) {
  return {.time_micros = statement.time_micros,
          .action = action,
          .principal = std::move(principal),
          .actor = statement.actor,
          .reason = statement.reason,
          .feedback_id = statement.id};
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
  baselines.Change(baselines.IndexOf(Attribute::kCountry))
      .Judge(origin, verdict, at_seconds);
}

void ForgetEvidence(Baselines& baselines, std::string_view origin,
                    std::string_view network) {
  const size_t memory = baselines.IndexOf(Attribute::kEvidence);
  if (memory < baselines.own()) {
    ForgetPlace(origin, network, baselines.Change(memory));
  }
}

size_t JudgeCountryAlone(Baselines& baselines, const Place& place,
                         Verdict verdict) {
  // A place that was never seen is put beside what was seen last: at a later
  // time it would push out what is old.
  JudgeCountry(baselines, place.origin, verdict,
               baselines.countries().last_seen_seconds());
  if (verdict == Verdict::kBenign) ForgetEvidence(baselines, place.origin, "");
  return 1;
}

size_t JudgeValues(Baselines& baselines, const Event& event,
                   const Origin& origin, Verdict verdict, Decay decay) {
  decay.founded_seconds =
      baselines.tenant().first_seen_seconds() + decay.settling_seconds;
  const Moment moment(decay, event.event_time_seconds);
  size_t judged = 0;
  for (size_t i = 0; i < baselines.own(); ++i) {
    if (!IsHabit(baselines.attribute(i))) continue;
    const std::string value = ValueOf(baselines.attribute(i), event, origin);
    if (value.empty()) continue;
    if (verdict == Verdict::kMalicious &&
        VerdictOn(baselines.at(i), value) != verdict &&
        IsUsual(baselines.at(i), value, moment)) {
      continue;
    }
    if (baselines.attribute(i) == Attribute::kCountry) {
      JudgeCountry(baselines, value, verdict, event.event_time_seconds);
    } else {
      baselines.Change(i).Judge(value, verdict, event.event_time_seconds);
    }
    judged += VerdictOn(baselines.at(i), value) == verdict ? 1 : 0;
  }
  if (verdict == Verdict::kBenign) {
    ForgetEvidence(baselines, origin.value,
                   ValueOf(Attribute::kNetwork, event, origin));
  }
  return judged;
}

uint64_t ForgetHours(Baselines& baselines, int64_t from_seconds,
                     int64_t to_seconds) {
  uint64_t observations = 0;
  for (size_t i = 0; i < baselines.own(); ++i) {
    if (!IsHabit(baselines.attribute(i))) {
      baselines.Change(i).Drop([&](const ValueCount& value) {
        return value.last_seen_seconds >= from_seconds &&
               value.last_seen_seconds < to_seconds;
      });
      continue;
    }
    for (const Histogram::Forgotten& forgotten :
         baselines.Change(i).ForgetHours(from_seconds, to_seconds)) {
      observations += forgotten.observations;
      if (baselines.attribute(i) == Attribute::kCountry &&
          forgotten.verdict != Verdict::kMalicious) {
        baselines.Unlearn(forgotten.value, forgotten.days);
      }
    }
  }
  return observations;
}

// Applies `change` unless the statement is known, or nothing of the principal.
absl::Status UpdateOnce(HistogramStore& store, std::string_view tenant,
                        const Touched& touched, const Statement& statement,
                        bool& duplicate,
                        absl::FunctionRef<FeedbackEntry(Baselines&)> change) {
  const std::string id = std::string(kIdPrefix) + statement.id;
  const std::string_view ids[] = {id};
  bool unknown = false;
  absl::Status status = store.Update(
      {tenant, touched.keys, ids}, [&](HistogramStore::Stored stored) {
        Baselines baselines(touched, stored);
        duplicate = stored.first_outcomes[0].has_value();
        unknown = !duplicate && baselines.IsUnknown();
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
  const Touched touched = TouchedBy(
      tenant, place.principal, PrincipalKindOf(place.principal), place.account);
  Judged judged{.principal = place.principal, .origin = place.origin};
  const absl::Status status =
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
  const Touched touched =
      TouchedBy(tenant, event.principal, event.principal_kind, event.account);
  Judged judged{.principal = event.principal, .origin = origin.value};
  const absl::Status status =
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
  const Touched touched =
      TouchedBy(tenant, principal, PrincipalKindOf(principal), "");
  const int64_t from = FloorToHour(from_seconds);
  const int64_t to = CeilToHour(to_seconds);
  ForgottenHours forgotten;
  const absl::Status status =
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
