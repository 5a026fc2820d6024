// SPDX-License-Identifier: Apache-2.0
#include "scoring/batch_entities.h"

#include <algorithm>
#include <tuple>

#include "absl/container/flat_hash_map.h"
#include "scoring/attribute.h"

namespace farcall {
namespace {

// Every source of every detector, once, and the tenant's alerts.
std::vector<Source> Sources() {
  std::vector<Source> sources = {kAlertsSource};
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

// An entity as the event names it; its name is made when it is new.
using EntityRef = std::tuple<EntityKind, std::string_view, PrincipalKind>;

EntityRef RefOf(const Event& event, EntityKind kind) {
  switch (kind) {
    case EntityKind::kCommand:
      return {kind, event.command, PrincipalKind::kNone};
    case EntityKind::kPrincipal:
      return {kind, event.principal, PrincipalKind::kNone};
    case EntityKind::kPeers:
      return {kind, event.account, event.principal_kind};
    case EntityKind::kRole:
      return {kind, event.role, PrincipalKind::kNone};
    case EntityKind::kAccount:
      return {kind, event.account, PrincipalKind::kNone};
    case EntityKind::kTenant:
      break;
  }
  return {kind, "", PrincipalKind::kNone};
}

std::string NameOf(const EntityRef& ref) {
  const auto& [kind, name, principal_kind] = ref;
  return kind == EntityKind::kPeers ? PeersName(name, principal_kind)
                                    : std::string(name);
}

bool IsCountedFor(const Event& event, EntityKind kind) {
  switch (kind) {
    case EntityKind::kCommand:
      return true;
    case EntityKind::kPrincipal:
    case EntityKind::kTenant:
      return !event.principal.empty();
    case EntityKind::kPeers:
      return !event.principal.empty() && !event.account.empty();
    case EntityKind::kRole:
      return !event.principal.empty() && !event.role.empty();
    case EntityKind::kAccount:  // what it is asked about is failures
      return !event.principal.empty() && !event.account.empty() &&
             !event.error_code.empty();
  }
  return false;
}

}  // namespace

std::string PeersName(std::string_view account, PrincipalKind kind) {
  return std::string(account) + ":" + std::string(PrincipalKindName(kind));
}

std::optional<std::string> EntityName(const Event& event, EntityKind kind) {
  if (!IsCountedFor(event, kind)) return std::nullopt;
  return NameOf(RefOf(event, kind));
}

std::span<const Source> CountedSources() {
  static const std::vector<Source> kSources = Sources();
  return kSources;
}

BatchEntities::BatchEntities(std::string_view tenant,
                             std::span<const Event> events,
                             std::span<const Origin> origins)
    : events_(events.size()) {
  absl::flat_hash_map<EntityRef, size_t> index_of;
  for (size_t i = 0; i < events.size(); ++i) {
    for (const EntityKind kind : kEntityKinds) {
      if (!IsCountedFor(events[i], kind)) continue;
      const EntityRef ref = RefOf(events[i], kind);
      const auto [it, added] = index_of.try_emplace(ref, entities_.size());
      if (added) entities_.push_back({std::string(tenant), kind, NameOf(ref)});
      events_[i].SetEntity(kind, it->second);
    }
    events_[i].SetOperatorKind(origins[i].network_operator.kind);
    for (const Attribute attribute : kAttributes) {
      events_[i].SetValue(attribute,
                          ValueOf(attribute, events[i], origins[i], texts_));
    }
  }
}

}  // namespace farcall
