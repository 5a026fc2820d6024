// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace farcall {

// What a baseline is kept for. On disk: never renumber
// (docs/storage_format.md).
enum class EntityKind : uint8_t {
  kTenant = 1,
  kAccount = 2,
  kCommand = 3,
  kPrincipal = 4,
  kPeers = 5,  // the principals of one kind in one account
  // The sessions of one role that are principals of their own, where whoever
  // assumes the role chooses their names.
  kRole = 6
};

inline constexpr std::array kEntityKinds = {
    EntityKind::kTenant,    EntityKind::kAccount, EntityKind::kCommand,
    EntityKind::kPrincipal, EntityKind::kPeers,   EntityKind::kRole};
inline constexpr size_t kEntityKindEnd = 7;  // above all numbers

std::string_view EntityKindName(EntityKind kind);

// One entity of one tenant (organisation). The tenant itself is the entity
// {tenant, kTenant, ""}.
struct EntityKey {
  std::string tenant;
  EntityKind kind = EntityKind::kTenant;
  std::string name;

  auto operator<=>(const EntityKey&) const = default;
};

}  // namespace farcall
