// SPDX-License-Identifier: Apache-2.0
#include "scoring/batch_keys.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "scoring/attribute_value.h"

namespace farcall {
namespace {

// What is counted otherwise than by the value that an event has.
bool IsCountedApart(Attribute attribute) {
  return attribute == Attribute::kEvidence || attribute == Attribute::kAlerts;
}

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

}  // namespace

std::string PeersName(std::string_view account, PrincipalKind kind) {
  return std::string(account) + ":" + std::string(PrincipalKindName(kind));
}

std::optional<std::string> EntityName(const Event& event, EntityKind kind) {
  switch (kind) {
    case EntityKind::kCommand:
      return event.command;
    case EntityKind::kPrincipal:
      if (event.principal.empty()) return std::nullopt;
      return event.principal;
    case EntityKind::kPeers:
      if (event.principal.empty() || event.account.empty()) return std::nullopt;
      return PeersName(event.account, event.principal_kind);
    case EntityKind::kAccount:
      if (event.principal.empty() || event.account.empty()) return std::nullopt;
      return event.account;
    case EntityKind::kTenant:
      if (event.principal.empty()) return std::nullopt;
      return "";
  }
  return std::nullopt;
}

std::span<const Source> CountedSources() {
  static const std::vector<Source> kSources = Sources();
  return kSources;
}

const KeyOfEvent* FindKey(std::span<const KeyOfEvent> keys, Source source) {
  for (const KeyOfEvent& key : keys) {
    if (key.source == source) return &key;
  }
  return nullptr;
}

BatchKeys::BatchKeys(std::string_view tenant, std::span<const Event> events,
                     std::span<const Origin> origins)
    : of_event_(events.size()) {
  absl::flat_hash_map<HistogramKey, size_t> index_of;
  for (size_t i = 0; i < events.size(); ++i) {
    for (const Source& source : CountedSources()) {
      auto name = EntityName(events[i], source.entity);
      if (!name.has_value()) continue;
      // An event without a principal says of its command whence it comes, not
      // who calls it.
      if (source == Source{EntityKind::kCommand, Attribute::kCommand} &&
          events[i].principal.empty()) {
        continue;
      }
      std::string value = ValueOf(source.attribute, events[i], origins[i]);
      if (value.empty() && !IsCountedApart(source.attribute)) continue;
      HistogramKey key{{std::string(tenant), source.entity, *std::move(name)},
                       source.attribute};
      const auto [it, added] =
          index_of.try_emplace(std::move(key), keys_.size());
      if (added) keys_.push_back(it->first);
      of_event_[i].push_back({source, it->second, std::move(value)});
    }
  }
}

}  // namespace farcall
