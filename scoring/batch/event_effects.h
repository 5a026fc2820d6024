// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "scoring/batch/alert.h"
#include "scoring/counts/histogram.h"
#include "scoring/detectors/batch_entities.h"
#include "scoring/records/attribute.h"
#include "scoring/records/baseline.h"
#include "scoring/records/network_answers.h"
#include "scoring/records/short_memory.h"

namespace farcall {

// The episode of its principal that an event opens or joins.
struct EpisodeNote {
  FindingId id{};
  bool opens = false;
  std::string origin{};  // AlertOrigin(), of an episode that is opened

  bool operator==(const EpisodeNote&) const = default;
};

// What one event changes of its entities' records. Scoring decides the effects;
// applying them needs no model, no setting and no database. So a store may keep
// the effects of a batch in place of the records, and apply them again after a
// crash: to records that hold the events before it, in the events' order, they
// give the same records.
//
// Effects of different events on one record do not commute: peaks, quarantine,
// the short memory's bound and the news that peers learn from depend on what
// the record held. Counts alone commute (ADR 0005).
struct EventEffects {
  using News = std::array<Histogram::News, kAttributeEnd>;

  const CountedEvent* counted = nullptr;  // entities and values
  int64_t at_seconds = 0;                 // event time, Unix seconds
  // Whether the event is learned from. A failed sign-in is not: it may be a
  // stranger's.
  bool counts = true;
  // The principal's verdicts that keep peers from learning the event's values.
  bool malicious_country = false;
  bool malicious_operator = false;
  // By attribute: what the event was to its principal, which decides what peers
  // observe. Apply() sets it where it has the principal's record.
  News news{};
  // Surprise of the place, in hundredths of a bit; 0 = none to keep.
  uint32_t place_centibits = 0;
  std::vector<EvidenceNote> evidence{};  // views into what `counted` holds
  // Apply() clears it where the principal's record holds these answers already.
  std::optional<DatabaseAnswers> answers{};
  // The origin that an alert was raised from (AlertOrigin); empty = no alert.
  std::string alert_origin{};
  std::optional<BudgetCount> budget{};
  std::optional<EpisodeNote> episode{};
};

// Applies `effects` to the records of the batch's entities, and sets `touched`
// for those that it changed; both are indexed as `counted` says. A nullptr
// among `records` leaves that entity out: it has these effects already.
void Apply(EventEffects& effects, std::span<Baseline* const> records,
           std::vector<bool>& touched);

}  // namespace farcall
