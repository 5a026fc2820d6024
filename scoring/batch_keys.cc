// SPDX-License-Identifier: Apache-2.0
#include "scoring/batch_keys.h"

#include <optional>

#include "absl/container/flat_hash_map.h"
#include "scoring/detector.h"

namespace farcall {
namespace {

// The name of the event's entity of `kind`, if the event is counted for it.
std::optional<std::string_view> EntityName(const Event& event,
                                           EntityKind kind) {
  switch (kind) {
    case EntityKind::kCommand:
      return event.command;
    case EntityKind::kPrincipal:
      return event.principal.empty()
                 ? std::nullopt
                 : std::optional<std::string_view>(event.principal);
    case EntityKind::kAccount:
      return event.principal.empty() || event.account.empty()
                 ? std::nullopt
                 : std::optional<std::string_view>(event.account);
    case EntityKind::kTenant:
      return event.principal.empty() ? std::nullopt
                                     : std::optional<std::string_view>("");
  }
  return std::nullopt;
}

bool Holds(const std::vector<KeyOfEvent>& keys, EntityKind kind,
           Attribute attribute) {
  for (const KeyOfEvent& key : keys) {
    if (key.kind == kind && key.attribute == attribute) return true;
  }
  return false;
}

}  // namespace

BatchKeys::BatchKeys(std::string_view tenant, std::span<const Event> events)
    : of_event_(events.size()) {
  absl::flat_hash_map<HistogramKey, size_t> index_of;
  for (size_t i = 0; i < events.size(); ++i) {
    for (const Detector& detector : Detectors()) {
      for (const EntityKind kind : detector.chain) {
        if (Holds(of_event_[i], kind, detector.attribute)) continue;
        const auto name = EntityName(events[i], kind);
        if (!name.has_value()) continue;
        HistogramKey key{{std::string(tenant), kind, std::string(*name)},
                         detector.attribute};
        const auto [it, added] =
            index_of.try_emplace(std::move(key), keys_.size());
        if (added) keys_.push_back(it->first);
        of_event_[i].push_back({kind, detector.attribute, it->second});
      }
    }
  }
}

}  // namespace farcall
