// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scoring/counts/hashed_text.h"
#include "scoring/detectors/detector.h"
#include "scoring/event/entity.h"
#include "scoring/event/event.h"
#include "scoring/event/network_operator.h"
#include "scoring/event/origin.h"
#include "scoring/records/attribute.h"
#include "scoring/records/baseline.h"

namespace farcall {

// The calls of an account by the region that was called: no detector asks them,
// a finding's card does.
inline constexpr Source kRegionsOfAccount{EntityKind::kAccount,
                                          Attribute::kRegion};

// Every histogram that any detector or card asks, by principal, command and the
// rest.
std::span<const Source> CountedSources();

// What one event is judged by and counted in: an entity for each kind, and a
// value for each attribute.
class CountedEvent {
 public:
  static constexpr size_t kNone = static_cast<size_t>(-1);

  CountedEvent() { entities_.fill(kNone); }

  // Index of the entity in the batch; kNone if it is not counted for one.
  size_t entity(EntityKind kind) const {
    return entities_[static_cast<size_t>(kind)];
  }
  // Empty if the event has none.
  std::string_view value(Attribute attribute) const {
    return hashed(attribute).text;
  }
  // The same, to be looked up in histograms.
  const HashedText& hashed(Attribute attribute) const {
    return values_[static_cast<size_t>(attribute)];
  }
  // Of the network that the call came from; kUnknown if it has none.
  OperatorKind operator_kind() const { return operator_kind_; }
  void SetOperatorKind(OperatorKind kind) { operator_kind_ = kind; }
  void SetEntity(EntityKind kind, size_t index) {
    entities_[static_cast<size_t>(kind)] = index;
    kinds_ |= 1U << static_cast<unsigned>(kind);
  }
  void SetValue(Attribute attribute, std::string_view value) {
    if (value.empty()) return;  // it has none yet
    values_[static_cast<size_t>(attribute)] = HashedText(value);
    attributes_ |= 1U << static_cast<unsigned>(attribute);
  }
  // Bits of what it has, by the numbers of kinds and attributes.
  uint32_t kinds() const { return kinds_; }
  uint32_t attributes() const { return attributes_; }

  // Whether the event is judged by that histogram, and counted in it.
  bool Has(Source source) const {
    if (!HasEntity(source.entity)) return false;
    if (((attributes_ >> static_cast<unsigned>(source.attribute)) & 1) == 0) {
      return false;
    }
    // An event without a principal says of its command whence it comes, not who
    // calls it.
    return source != Source{EntityKind::kCommand, Attribute::kCommand} ||
           HasEntity(EntityKind::kPrincipal);
  }
  // Its histogram among those of the batch's entities. The event must have it.
  const Histogram& Of(Source source,
                      std::span<Baseline* const> baselines) const {
    return baselines[entity(source.entity)]->Of(source.attribute);
  }

 private:
  bool HasEntity(EntityKind kind) const {
    return ((kinds_ >> static_cast<unsigned>(kind)) & 1) != 0;
  }

  std::array<size_t, kEntityKindEnd> entities_{};
  std::array<HashedText, kAttributeEnd> values_{};
  uint32_t kinds_ = 0;
  uint32_t attributes_ = 0;
  OperatorKind operator_kind_ = OperatorKind::kUnknown;
};

// The entities that a batch is counted for, each once, and what each event is
// counted as.
//
// An event is counted for its command; one with a principal also for the
// principal, its peers, the tenant, its account, and its role if it is a
// session that chose its name. So what services do, and what nobody can be
// named for, never becomes part of what is usual for people and roles.
class BatchEntities {
 public:
  // `origins` are the events'; both must outlive it.
  BatchEntities(std::string_view tenant, std::span<const Event> events,
                std::span<const Origin> origins);

  std::span<const EntityKey> entities() const { return entities_; }
  const CountedEvent& of_event(size_t event) const { return events_[event]; }

 private:
  std::vector<EntityKey> entities_;
  std::vector<CountedEvent> events_;
  Texts texts_;
};

// Name of the entity of a kind that an event belongs to; nothing if it is not
// counted for one.
std::optional<std::string> EntityName(const Event& event, EntityKind kind);

// Name of the peers of a principal of `kind`: `111122223333:user`.
std::string PeersName(std::string_view account, PrincipalKind kind);

}  // namespace farcall
