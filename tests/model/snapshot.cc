// SPDX-License-Identifier: Apache-2.0
#include "tests/model/snapshot.h"

#include <algorithm>
#include <set>
#include <sstream>
#include <tuple>
#include <utility>
#include <vector>

#include "scoring/records/attribute.h"
#include "storage/codec/record/part_codec.h"

namespace farcall {
namespace {

constexpr size_t kEntitiesMax = 100;

std::string TextOf(const PlainKey& key) {
  return std::string(kTenants[key.tenant]) + ", " +
         std::string(EntityKindName(key.kind)) + " '" + key.name + "'";
}

std::string TextOf(const PlainKey& key, Attribute attribute) {
  return TextOf(key) + ", " + std::string(AttributeName(attribute));
}

// Whether the plain model knows of it.
bool IsPredicted(EntityKind kind, Attribute attribute) {
  return IsHabit(attribute) ||
         (kind == EntityKind::kAccount && attribute == Attribute::kFailures);
}

// Failures are told apart by kind too; here all are of one.
std::string_view NameOf(const ValueCount& value) {
  return std::string_view(value.value).substr(0, value.value.find('/'));
}

const char* NameOf(Said said) {
  switch (said) {
    case Said::kNothing:
      return "";
    case Said::kBenign:
      return " benign";
    case Said::kMalicious:
      return " malicious";
  }
  return "";
}

Said SaidOf(Verdict verdict) {
  switch (verdict) {
    case Verdict::kNone:
      return Said::kNothing;
    case Verdict::kBenign:
      return Said::kBenign;
    case Verdict::kMalicious:
      return Said::kMalicious;
  }
  return Said::kNothing;
}

void WritePeriod(std::ostream& text, int64_t number, uint64_t observations,
                 uint64_t calls, const std::set<int64_t>& hours) {
  text << "; period " << number << ": " << observations << " observed, "
       << calls << " calls";
  if (hours.empty()) return;
  text << ", hours";
  for (const int64_t hour : hours) text << ' ' << hour;
}

void WriteValue(std::ostream& text, const std::string& name, int64_t first,
                int64_t last, Said said) {
  text << "  " << name << NameOf(said) << ", seen " << first << " to " << last;
}

std::string TextOf(const PlainHistogram& histogram) {
  std::ostringstream text;
  for (const auto& [name, value] : histogram.values()) {
    WriteValue(text, name, value.first_seconds, value.last_seconds, value.said);
    for (const auto& [number, period] : value.periods) {
      WritePeriod(text, number, period.Observations(), period.Calls(),
                  period.hours);
    }
    text << '\n';
  }
  return text.str();
}

std::set<int64_t> HoursOf(const PeriodCount& count) {
  std::set<int64_t> hours;
  for (size_t slot = 0; slot < count.slots.size(); ++slot) {
    if (count.slots[slot]) {
      hours.insert(count.period * kSlotsPerPeriod + static_cast<int64_t>(slot));
    }
  }
  return hours;
}

bool AreSame(const std::set<int64_t>& expected, const PeriodCount& actual) {
  return expected.size() == actual.slots.count() &&
         std::ranges::all_of(expected, [&actual](int64_t hour) {
           return hour / kSlotsPerPeriod == actual.period &&
                  actual.slots[static_cast<size_t>(hour % kSlotsPerPeriod)];
         });
}

bool AreSame(int64_t number, const PlainPeriod& expected,
             const PeriodCount& actual) {
  return number == actual.period && expected.Calls() == actual.calls &&
         expected.Observations() == actual.observations &&
         AreSame(expected.hours, actual);
}

bool AreSame(const std::string& name, const PlainValue& expected,
             const ValueCount& actual) {
  return name == NameOf(actual) &&
         expected.first_seconds == actual.first_seen_seconds &&
         expected.last_seconds == actual.last_seen_seconds &&
         expected.said == SaidOf(actual.judgement.verdict) &&
         std::ranges::equal(expected.periods, actual.periods,
                            [](const auto& period, const PeriodCount& count) {
                              return AreSame(period.first, period.second,
                                             count);
                            });
}

bool AreSame(const PlainHistogram& expected, const Histogram& actual) {
  return std::ranges::equal(expected.values(), actual.values(),
                            [](const auto& value, const ValueCount& count) {
                              return AreSame(value.first, value.second, count);
                            });
}

// As text both look alike, so that what differs is to be seen.
std::string TextOf(const Histogram& histogram) {
  std::ostringstream text;
  for (const ValueCount& value : histogram.values()) {
    WriteValue(text, std::string(NameOf(value)), value.first_seen_seconds,
               value.last_seen_seconds, SaidOf(value.judgement.verdict));
    for (const PeriodCount& count : value.periods) {
      WritePeriod(text, count.period, count.observations, count.calls,
                  HoursOf(count));
    }
    text << '\n';
  }
  return text.str();
}

std::string Versus(const std::string& where, const std::string& expected,
                   const std::string& actual) {
  return where + "\n expected:\n" + expected + " is:\n" + actual;
}

// Sums are kept beside the values where a store keeps histograms as they are.
std::optional<std::string> SumDifference(const Histogram& histogram) {
  const Histogram rebuilt = Histogram::FromValues(histogram.values().Copy());
  if (histogram.calls() == rebuilt.calls() &&
      histogram.observations() == rebuilt.observations() &&
      histogram.first_seen_seconds() == rebuilt.first_seen_seconds() &&
      histogram.last_seen_seconds() == rebuilt.last_seen_seconds()) {
    return std::nullopt;
  }
  return "sums that are not those of the values\n" + TextOf(histogram);
}

const PlainHistogram& Find(const PlainBaseline& baseline, Attribute attribute) {
  static const PlainHistogram kEmpty;
  const auto found = baseline.find(attribute);
  return found == baseline.end() ? kEmpty : found->second;
}

std::optional<std::string> Difference(const PlainModel& plain,
                                      const PlainKey& key,
                                      const PlainBaseline& expected,
                                      const Baseline& actual) {
  for (const Attribute attribute : kAttributes) {
    if (!IsPredicted(key.kind, attribute)) continue;
    if (attribute == Attribute::kCountry && plain.IsInexact(key)) continue;
    const PlainHistogram& wanted = Find(expected, attribute);
    const Histogram found =
        attribute == Attribute::kFailures
            ? Histogram::FromValues(ValuesOf(RecordPart::kFailures, actual))
            : actual.Of(attribute);
    if (!AreSame(wanted, found)) {
      return Versus(TextOf(key, attribute), TextOf(wanted), TextOf(found));
    }
  }
  return std::nullopt;
}

std::optional<std::string> Difference(const PlainKey& key,
                                      const Baseline& expected,
                                      const Baseline& actual) {
  for (const Attribute attribute : kAttributes) {
    const Histogram& wanted = expected.Of(attribute);
    const Histogram& found = actual.Of(attribute);
    if (wanted == found) continue;
    return Versus(TextOf(key, attribute), TextOf(wanted), TextOf(found)) +
           " (or a peak)";
  }
  for (const RecordPart part : kRecordParts) {
    const auto wanted = ValuesOf(part, expected);
    const auto found = ValuesOf(part, actual);
    if (wanted == found) continue;
    return Versus(TextOf(key) + ", " + RecordPartName(part),
                  TextOf(Histogram::FromValues(wanted)),
                  TextOf(Histogram::FromValues(found)));
  }
  return std::nullopt;
}

// Ids of findings are of the store's own key.
void WithoutIds(Baseline& baseline) {
  if (baseline.episodes.Get().empty()) return;
  std::vector<Episode> episodes = baseline.episodes.Get().episodes();
  for (Episode& episode : episodes) episode.id = {};
  std::ranges::sort(episodes, {}, [](const Episode& episode) {
    return std::tie(episode.first_seconds, episode.origin, episode.network);
  });
  baseline.episodes.Change() = Episodes::From(std::move(episodes));
}

}  // namespace

absl::StatusOr<Snapshot> Take(const HistogramStore& store,
                              const std::string& tenant_prefix, size_t tenant) {
  Snapshot snapshot;
  const std::string name = tenant_prefix + kTenants[tenant];
  std::vector<EntityKey> entities;
  for (const EntityKind kind : kEntityKinds) {
    const auto page = store.List(name, kind, "", "", kEntitiesMax);
    if (!page.ok()) return page.status();
    entities.insert(entities.end(), page->entities.begin(),
                    page->entities.end());
  }
  absl::Status status =
      store.Read({name, entities, {}}, [&](HistogramStore::Stored stored) {
        for (size_t i = 0; i < entities.size(); ++i) {
          const auto taken = snapshot.emplace(
              PlainKey{tenant, entities[i].kind, entities[i].name},
              *stored.baselines[i]);
          WithoutIds(taken.first->second);
        }
      });
  if (!status.ok()) return status;
  return snapshot;
}

std::optional<std::string> Difference(const PlainModel& plain, size_t tenant,
                                      const Snapshot& snapshot) {
  static const PlainBaseline kNothing;
  for (const auto& [key, actual] : snapshot) {
    if (actual.empty()) return TextOf(key) + " is listed and has no histogram";
    const auto expected = plain.baselines().find(key);
    if (auto difference = Difference(
            plain, key,
            expected == plain.baselines().end() ? kNothing : expected->second,
            actual)) {
      return difference;
    }
  }
  for (const auto& [key, expected] : plain.baselines()) {
    if (key.tenant != tenant || snapshot.contains(key)) continue;
    if (auto difference = Difference(plain, key, expected, Baseline())) {
      return difference;
    }
  }
  return std::nullopt;
}

std::optional<std::string> Difference(const Snapshot& expected,
                                      const Snapshot& actual) {
  for (const auto& [key, baseline] : expected) {
    for (const Baseline::Habit& part : baseline.habits()) {
      if (auto sums = SumDifference(part.histogram)) return sums;
    }
  }
  for (const auto& [key, baseline] : expected) {
    const auto is = actual.find(key);
    if (is == actual.end()) return TextOf(key) + " is not there";
    if (auto difference = Difference(key, baseline, is->second)) {
      return difference;
    }
  }
  for (const auto& [key, baseline] : actual) {
    if (!expected.contains(key)) return TextOf(key) + " is there";
  }
  return std::nullopt;
}

}  // namespace farcall
