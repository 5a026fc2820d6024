// SPDX-License-Identifier: Apache-2.0
#include "scoring/batch/event_effects.h"

#include <bit>
#include <vector>

#include "scoring/detectors/detector.h"
#include "scoring/records/failure_windows.h"

namespace farcall {
namespace {

size_t IndexOf(Attribute attribute) { return static_cast<size_t>(attribute); }

// The attribute whose news decide what a peer's histogram observes.
Attribute ObservedAs(Attribute attribute) {
  return attribute == Attribute::kService ? Attribute::kCommand : attribute;
}

// Principals, commands and the regions of an account observe hours. Peers and
// tenants, and commands of who calls them, speak for peers and observe
// principals: each
// principal once in a period of 15 days (IsObservedByPeers). So a value is as
// usual among peers as there are peers who have it, however busy each of them
// is.
bool ObservesHours(Source source) {
  return source.entity == EntityKind::kPrincipal ||
         source == kRegionsOfAccount ||
         (source.entity == EntityKind::kCommand &&
          source.attribute != Attribute::kCommand);
}

// Whether peers observe an event, by what it was to its principal. They learn a
// place from who calls from there on a second day: one visit each of many new
// principals does not make it usual.
bool IsObservedByPeers(Attribute attribute, Histogram::News news) {
  return news == (IsPlace(attribute) ? Histogram::News::kSecondDay
                                     : Histogram::News::kPeriod);
}

// Peers learn nothing that is done in a malicious country, and no malicious
// operator. Once a country is benign, they are given all its calls.
bool IsKeptFromPeers(const EventEffects& effects, Attribute attribute) {
  return effects.malicious_country ||
         (attribute == Attribute::kOperator && effects.malicious_operator);
}

// The records of one event's entities.
class Records {
 public:
  Records(const CountedEvent& counted, std::span<Baseline* const> records,
          std::vector<bool>& touched)
      : counted_(counted), records_(records), touched_(touched) {}

  // nullptr if the event has no such entity, or it is left out.
  Baseline* Of(EntityKind kind) const {
    const size_t entity = counted_.entity(kind);
    return entity == CountedEvent::kNone ? nullptr : records_[entity];
  }
  void Touch(EntityKind kind) { touched_[counted_.entity(kind)] = true; }

 private:
  const CountedEvent& counted_;
  std::span<Baseline* const> records_;
  std::vector<bool>& touched_;
};

// What of CountedSources() is counted by values, and how.
struct CountedValue {
  Source source;
  bool by_hours = false;
  size_t observed_as = 0;  // the index of the news that decide
};

std::vector<CountedValue> CountedValues() {
  std::vector<CountedValue> values;
  for (const Source& source : CountedSources()) {
    values.push_back({.source = source,
                      .by_hours = ObservesHours(source),
                      .observed_as = IndexOf(ObservedAs(source.attribute))});
  }
  return values;
}

void CountOne(const CountedValue& what, EventEffects& effects,
              Baseline& record) {
  const Attribute attribute = what.source.attribute;
  const HashedText& value = effects.counted->hashed(attribute);
  Histogram& histogram = record.At(attribute);
  if (what.by_hours) {
    const auto seen = histogram.Count(value, effects.at_seconds);
    if (what.source.entity == EntityKind::kPrincipal) {
      effects.news[IndexOf(attribute)] = seen;
    }
    return;
  }
  const bool observed =
      IsObservedByPeers(attribute, effects.news[what.observed_as]);
  histogram.CountAs(
      observed ? Histogram::As::kObservation : Histogram::As::kCall, value,
      effects.at_seconds);
}

// CountedSources() has the principal's histograms first: their news decide what
// the others observe.
void Count(EventEffects& effects, Records& records) {
  static const std::vector<CountedValue> kValues = CountedValues();
  const CountedEvent& counted = *effects.counted;
  const bool is_malicious =
      effects.malicious_country || effects.malicious_operator;
  uint32_t touched = 0;
  for (const CountedValue& what : kValues) {
    const Attribute attribute = what.source.attribute;
    if (!counted.Has(what.source)) continue;
    Baseline* record = records.Of(what.source.entity);
    if (record == nullptr) continue;
    if (is_malicious && !what.by_hours && IsKeptFromPeers(effects, attribute)) {
      continue;
    }
    CountOne(what, effects, *record);
    touched |= 1U << static_cast<unsigned>(what.source.entity);
  }
  for (; touched != 0; touched &= touched - 1) {
    records.Touch(static_cast<EntityKind>(std::countr_zero(touched)));
  }
}

// Whether peers learn from the event or not: an account's failures are its own.
void CountFailure(const EventEffects& effects, Records& records) {
  const std::string_view failure = effects.counted->value(Attribute::kFailures);
  if (failure.empty()) return;
  const FailureKind kind = KindOfFailure(failure);
  if (Baseline* account = records.Of(EntityKind::kAccount)) {
    account->failures.Change().Count(kind, effects.at_seconds);
    records.Touch(EntityKind::kAccount);
  }
  if (Baseline* own = records.Of(EntityKind::kPrincipal)) {
    CountOwn(kind, effects.at_seconds, own->failures.Change());
    records.Touch(EntityKind::kPrincipal);
  }
}

void NoteEpisode(const EventEffects& effects, Episodes& episodes) {
  const EpisodeNote& note = *effects.episode;
  const int64_t at_seconds = effects.at_seconds;
  if (!note.opens) return episodes.Join(note.id, at_seconds);
  episodes.Open(
      {.id = note.id,
       .origin = note.origin,
       .network = std::string(effects.counted->value(Attribute::kNetwork)),
       .first_seconds = at_seconds,
       .last_seconds = at_seconds});
}

void ApplyToPrincipal(EventEffects& effects, Records& records) {
  Baseline* own = records.Of(EntityKind::kPrincipal);
  if (own == nullptr) return;
  const CountedEvent& counted = *effects.counted;
  if (effects.place_centibits > 0) {
    for (const Attribute place : kPlaces) {
      const HashedText& value = counted.hashed(place);
      if (value.empty()) continue;
      own->At(place).Note(value, effects.place_centibits);
      records.Touch(EntityKind::kPrincipal);
    }
  }
  if (effects.answers.has_value()) {
    if (own->answers.Keep(counted.hashed(Attribute::kNetwork), *effects.answers,
                          effects.at_seconds)) {
      records.Touch(EntityKind::kPrincipal);
    } else {
      effects.answers.reset();
    }
  }
  if (!effects.evidence.empty()) {
    own->memory.Remember(effects.evidence, effects.at_seconds);
    records.Touch(EntityKind::kPrincipal);
  }
  if (!effects.alert_origin.empty()) {
    own->alerts.Change().Note(effects.alert_origin, effects.at_seconds);
    records.Touch(EntityKind::kPrincipal);
  }
  if (effects.episode.has_value()) {
    NoteEpisode(effects, own->episodes.Change());
    records.Touch(EntityKind::kPrincipal);
  }
  if (effects.budget.has_value()) {
    own->bests.Raise(effects.budget->best_centibits, effects.at_seconds);
    records.Touch(EntityKind::kPrincipal);
  }
}

void ApplyToTenant(const EventEffects& effects, Records& records) {
  Baseline* tenant = records.Of(EntityKind::kTenant);
  if (tenant == nullptr || !effects.budget.has_value()) return;
  CountBudget(*effects.budget, effects.at_seconds,
              tenant->distribution.Change());
  records.Touch(EntityKind::kTenant);
}

}  // namespace

void Apply(EventEffects& effects, std::span<Baseline* const> baselines,
           std::vector<bool>& touched) {
  Records records(*effects.counted, baselines, touched);
  if (effects.counts) {
    Count(effects, records);
    CountFailure(effects, records);
  }
  ApplyToPrincipal(effects, records);
  ApplyToTenant(effects, records);
}

}  // namespace farcall
