// SPDX-License-Identifier: Apache-2.0
#include "scoring/detectors/batch_entities.h"

#include <algorithm>
#include <array>

#include "absl/container/flat_hash_map.h"
#include "scoring/records/attribute.h"

namespace farcall {
namespace {

// Every source, once.
std::vector<Source> Sources() {
  std::vector<Source> sources;
  const auto add = [&](Source source) {
    if (std::ranges::find(sources, source) == sources.end()) {
      sources.push_back(source);
    }
  };
  for (const Detector& detector : Detectors()) {
    for (const LevelSource& level : detector.chain) {
      add(level.values);
      add(level.total);
    }
  }
  add(kRegionsOfAccount);
  const auto rank = [](const Source& source) {
    switch (source.entity) {
      case EntityKind::kPrincipal:
        return 0;
      case EntityKind::kCommand:
        return 1;
      default:
        return 2;
    }
  };
  std::ranges::stable_sort(sources, {}, rank);
  return sources;
}

std::string_view TextOf(const Event& event, EntityKind kind) {
  switch (kind) {
    case EntityKind::kCommand:
      return event.command;
    case EntityKind::kPrincipal:
      return event.principal;
    case EntityKind::kPeers:
    case EntityKind::kAccount:
      return event.account;
    case EntityKind::kRole:
      return event.role;
    case EntityKind::kTenant:
      break;
  }
  return {};
}

std::string NameOf(const Event& event, EntityKind kind) {
  return kind == EntityKind::kPeers
             ? PeersName(event.account, event.principal_kind)
             : std::string(TextOf(event, kind));
}

bool IsCountedFor(const Event& event, EntityKind kind) {
  switch (kind) {
    case EntityKind::kCommand:
      return true;
    case EntityKind::kPrincipal:
    case EntityKind::kTenant:
      return !event.principal.empty();
    case EntityKind::kPeers:
    case EntityKind::kAccount:
      return !event.principal.empty() && !event.account.empty();
    case EntityKind::kRole:
      return !event.principal.empty() && !event.role.empty();
  }
  return false;
}

// The entities of a batch by their texts; a name is made when it is new. What
// the event before had too is not looked up again.
class EntityIndex {
 public:
  EntityIndex(std::string_view tenant, std::vector<EntityKey>& entities)
      : tenant_(tenant), entities_(entities) {
    index_of_.reserve(entities.capacity());
  }

  // The indices of the event's entities; its values are there already.
  void SetEntities(const Event& event, CountedEvent& counted) {
    for (const EntityKind kind : kEntityKinds) {
      if (IsCountedFor(event, kind)) {
        counted.SetEntity(kind, IndexOf(event, kind, counted));
      }
    }
  }

 private:
  struct Ref {
    HashedText text{};
    EntityKind kind{};
    PrincipalKind principal_kind = PrincipalKind::kNone;  // of peers

    bool operator==(const Ref&) const = default;
  };
  struct RefHash {
    size_t operator()(const Ref& ref) const {
      const auto kinds = static_cast<uint32_t>(ref.kind) * 16 +
                         static_cast<uint32_t>(ref.principal_kind);
      return ref.text.hash ^ (kinds * 0x9E3779B1U);
    }
  };
  struct Last {
    std::string_view text{};
    PrincipalKind principal_kind = PrincipalKind::kNone;
    size_t index = CountedEvent::kNone;
  };

  size_t IndexOf(const Event& event, EntityKind kind,
                 const CountedEvent& counted) {
    if (kind == EntityKind::kCommand) {
      return Find({counted.hashed(Attribute::kCommand), kind}, event);
    }
    const std::string_view text = TextOf(event, kind);
    const PrincipalKind principal_kind = kind == EntityKind::kPeers
                                             ? event.principal_kind
                                             : PrincipalKind::kNone;
    Last& last = last_[static_cast<size_t>(kind)];
    if (last.index == CountedEvent::kNone || last.text != text ||
        last.principal_kind != principal_kind) {
      last = {text, principal_kind,
              Find({HashedText(text), kind, principal_kind}, event)};
    }
    return last.index;
  }

  size_t Find(const Ref& ref, const Event& event) {
    const auto [it, added] = index_of_.try_emplace(ref, entities_.size());
    if (added) {
      entities_.push_back(
          {std::string(tenant_), ref.kind, NameOf(event, ref.kind)});
    }
    return it->second;
  }

  const std::string_view tenant_;
  std::vector<EntityKey>& entities_;
  absl::flat_hash_map<Ref, size_t, RefHash> index_of_;
  std::array<Last, kEntityKindEnd> last_{};
};

}  // namespace

std::string PeersName(std::string_view account, PrincipalKind kind) {
  return std::string(account) + ":" + std::string(PrincipalKindName(kind));
}

std::optional<std::string> EntityName(const Event& event, EntityKind kind) {
  if (!IsCountedFor(event, kind)) return std::nullopt;
  return NameOf(event, kind);
}

std::span<const Source> CountedSources() {
  static const std::vector<Source> kSources = Sources();
  return kSources;
}

BatchEntities::BatchEntities(std::string_view tenant,
                             std::span<const Event> events,
                             std::span<const Origin> origins)
    : events_(events.size()) {
  entities_.reserve(events.size());
  EntityIndex index(tenant, entities_);
  for (size_t i = 0; i < events.size(); ++i) {
    CountedEvent& counted = events_[i];
    counted.SetOperatorKind(origins[i].network_operator.kind);
    for (const Attribute attribute : kAttributes) {
      counted.SetValue(attribute,
                       ValueOf(attribute, events[i], origins[i], texts_));
    }
    index.SetEntities(events[i], counted);
  }
}

}  // namespace farcall
