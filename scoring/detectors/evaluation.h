// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "absl/container/inlined_vector.h"
#include "scoring/counts/smoothing.h"
#include "scoring/detectors/batch_entities.h"
#include "scoring/detectors/detector.h"
#include "scoring/detectors/model.h"
#include "scoring/detectors/scored_event.h"
#include "scoring/event/purpose.h"
#include "scoring/records/attribute.h"

namespace farcall {

// The moments of a batch's events: what observations weigh is worked out once
// for an hour. Not thread-safe.
class BatchMoments {
 public:
  explicit BatchMoments(const Decay& decay) : decay_(decay) {}

  // Valid until the next call.
  const Moment& At(int64_t seconds);
  // The moment last asked for, of a tenant that began at `founded_seconds`.
  // Valid until kFounded other ones were asked for, or the next At().
  const Moment& Founded(int64_t founded_seconds);

 private:
  // More than the levels of one question point to.
  static constexpr size_t kFounded = 8;

  Decay decay_;
  std::optional<Moment> last_;
  absl::InlinedVector<Moment, kFounded> founded_;  // of the hour of last_
  size_t next_founded_ = 0;  // to be replaced, once there are kFounded
};

// One event, and everything that a question may ask of it: a view into a batch.
struct Evaluation {
  const Model& model;
  const Event& event;
  const Origin& origin;
  const CountedEvent& counted;
  std::span<Baseline* const> baselines;  // of the batch's entities
  const Moment& moment;                  // of the event
  BatchMoments& moments;
  Purpose purpose;
  std::optional<GeoMoved>& moved;  // filled by the question about rare values

  int64_t at_seconds() const { return event.event_time_seconds; }
  // The last second that lies before the event. What was counted at the second
  // of an event that is counted already may be that event.
  int64_t by_seconds() const {
    return at_seconds() - (purpose == Purpose::kAgain ? 1 : 0);
  }
  // nullptr if the event is not counted there.
  const Histogram* Find(Source source) const {
    return counted.Has(source) ? &counted.Of(source, baselines) : nullptr;
  }
  // The record of its entity of a kind; nullptr if it is not counted for one.
  const Baseline* Find(EntityKind kind) const {
    const size_t entity = counted.entity(kind);
    return entity == CountedEvent::kNone ? nullptr : baselines[entity];
  }
  // The record of the event's principal; empty where it has none.
  const Baseline& Own() const;
  // An event may have a principal and no place (kOriginInternal).
  const Histogram& OfPrincipal(Attribute attribute) const {
    return Own().Of(attribute);
  }
  const Histogram& PlacesOfPrincipal() const {
    return OfPrincipal(Attribute::kCountry);
  }
};

inline constexpr size_t kLevelsMax = 3;  // of a detector's chain
using Levels = absl::InlinedVector<Level, kLevelsMax>;

// What a detector asks for an event: the levels of its chain that the event is
// counted in. Empty if it is not counted for the detector's own entity. The
// levels point into it.
class AskedLevels {
 public:
  AskedLevels(const Detector& detector, const Evaluation& evaluation);
  AskedLevels(const AskedLevels&) = delete;
  AskedLevels& operator=(const AskedLevels&) = delete;

  bool empty() const { return levels_.empty(); }
  std::span<const Level> levels() const { return levels_; }

 private:
  Levels levels_;
};

}  // namespace farcall
