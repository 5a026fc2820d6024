// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "scoring/batch/histogram_store.h"

namespace farcall {

// An event as a store sees it: an id, and what it is counted for.
struct TestEvent {
  std::string id;
  std::vector<EntityKey> entities;
  std::string country = "DE";
  int64_t time_seconds = 1'700'000'000;
};

inline EntityKey Principal(const std::string& name,
                           const std::string& tenant = "default") {
  return {tenant, EntityKind::kPrincipal, name};
}

inline EntityKey Command(const std::string& name,
                         const std::string& tenant = "default") {
  return {tenant, EntityKind::kCommand, name};
}

inline TestEvent EventOf(const std::string& id, const std::string& principal,
                         const std::string& country = "DE") {
  return {id, {Principal(principal)}, country};
}

inline constexpr FirstOutcome kOutcome{4321, BaselineState::kLearning};

// Counts the events that the store has not seen, as a scorer does: each once,
// whole or not at all. Returns how many were new, or the store's error.
absl::StatusOr<size_t> CountBatch(HistogramStore& store,
                                  const std::vector<TestEvent>& events,
                                  const FirstOutcome& outcome = kOutcome,
                                  const std::string& tenant = "default");

// What is stored, by Read. Empty, 0 or none if absent; the test fails if the
// store does.
Histogram HistogramOf(const HistogramStore& store, const EntityKey& entity);
uint64_t CallsOf(const HistogramStore& store, const EntityKey& entity);
std::optional<FirstOutcome> FirstOutcomeOf(
    const HistogramStore& store, const std::string& id,
    const std::string& tenant = "default");

// Says something of a principal, as an update that changes nothing else.
absl::Status Say(HistogramStore& store, const FeedbackEntry& entry,
                 const std::string& tenant = "default");
FeedbackEntry EntryOf(const std::string& id, const std::string& principal,
                      int64_t time_micros);

std::vector<std::string> NamesOf(const HistogramStore::Page& page);

}  // namespace farcall
