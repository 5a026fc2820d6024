// SPDX-License-Identifier: Apache-2.0
#include "tests/storage/store_testing.h"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string_view>

#include "scoring/records/attribute.h"

namespace farcall {
namespace {

struct Batch {
  std::vector<EntityKey> entities;
  std::vector<std::string_view> ids;
  std::map<EntityKey, size_t> index;
  // By event: its entities and country, as effects name them.
  std::vector<CountedEvent> counted;
  // Whether effects say all of it: each event has one principal and one command
  // at most, and nothing else.
  bool has_effects = true;
};

Batch BatchOf(const std::vector<TestEvent>& events) {
  Batch batch;
  for (const TestEvent& event : events) {
    batch.ids.push_back(event.id);
    CountedEvent& counted = batch.counted.emplace_back();
    counted.SetValue(Attribute::kCountry, event.country);
    for (const EntityKey& entity : event.entities) {
      const auto [known, is_new] =
          batch.index.emplace(entity, batch.entities.size());
      if (is_new) batch.entities.push_back(entity);
      const bool is_known_kind = entity.kind == EntityKind::kPrincipal ||
                                 entity.kind == EntityKind::kCommand;
      if (!is_known_kind ||
          counted.entity(entity.kind) != CountedEvent::kNone) {
        batch.has_effects = false;
      }
      counted.SetEntity(entity.kind, known->second);
    }
  }
  return batch;
}

// Counts one event, and says so by its effects where they can.
void CountEvent(const TestEvent& event, const Batch& batch, size_t i,
                HistogramStore::Stored stored,
                HistogramStore::Changed& changed) {
  if (batch.has_effects) {
    Apply(changed.effects.emplace_back(EventEffects{
              .counted = &batch.counted[i], .at_seconds = event.time_seconds}),
          stored.baselines, changed.baselines);
    return;
  }
  for (const EntityKey& entity : event.entities) {
    const size_t at = batch.index.at(entity);
    stored.baselines[at]
        ->At(Attribute::kCountry)
        .Count(event.country, event.time_seconds);
    changed.baselines[at] = true;
  }
}

}  // namespace

absl::StatusOr<size_t> CountBatch(HistogramStore& store,
                                  const std::vector<TestEvent>& events,
                                  const FirstOutcome& outcome,
                                  const std::string& tenant) {
  const Batch batch = BatchOf(events);
  size_t counted = 0;
  absl::Status status = store.Update(
      {tenant, batch.entities, batch.ids}, [&](HistogramStore::Stored stored) {
        HistogramStore::Changed changed{
            std::vector<bool>(batch.entities.size()), {}};
        std::set<std::string> in_batch;
        for (size_t i = 0; i < events.size(); ++i) {
          if (stored.first_outcomes[i].has_value() ||
              !in_batch.insert(events[i].id).second) {
            continue;
          }
          CountEvent(events[i], batch, i, stored, changed);
          changed.seen.emplace_back(i, outcome);
        }
        counted = changed.seen.size();
        return changed;
      });
  if (!status.ok()) return status;
  return counted;
}

Histogram HistogramOf(const HistogramStore& store, const EntityKey& entity) {
  Histogram histogram;
  const absl::Status status = store.Read(
      {entity.tenant, {&entity, 1}, {}}, [&](HistogramStore::Stored stored) {
        histogram = stored.baselines[0]->Of(Attribute::kCountry);
      });
  EXPECT_TRUE(status.ok()) << status;
  return histogram;
}

uint64_t CallsOf(const HistogramStore& store, const EntityKey& entity) {
  return HistogramOf(store, entity).calls();
}

std::optional<FirstOutcome> FirstOutcomeOf(const HistogramStore& store,
                                           const std::string& id,
                                           const std::string& tenant) {
  const std::vector<std::string_view> ids = {id};
  std::optional<FirstOutcome> outcome;
  const absl::Status status =
      store.Read({tenant, {}, ids}, [&](HistogramStore::Stored stored) {
        outcome = stored.first_outcomes[0];
      });
  EXPECT_TRUE(status.ok()) << status;
  return outcome;
}

absl::Status Say(HistogramStore& store, const FeedbackEntry& entry,
                 const std::string& tenant) {
  return store.Update({tenant, {}, {}}, [&](HistogramStore::Stored) {
    return HistogramStore::Changed{{}, {}, {entry}};
  });
}

FeedbackEntry EntryOf(const std::string& id, const std::string& principal,
                      int64_t time_micros) {
  return {.time_micros = time_micros,
          .action = FeedbackAction::kMalicious,
          .principal = principal,
          .origin = "VN",
          .actor = "carol",
          .reason = "stolen key",
          .feedback_id = id};
}

std::vector<std::string> NamesOf(const HistogramStore::Page& page) {
  std::vector<std::string> names;
  names.reserve(page.entities.size());
  for (const EntityKey& entity : page.entities) names.push_back(entity.name);
  return names;
}

}  // namespace farcall
