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

// Which property of the events a histogram counts. On disk: never renumber.
enum class Attribute : uint8_t {
  kCountry = 1,    // the origin: a country or a pseudo-origin
  kCity = 2,       // the origin's city, `DE/Berlin`
  kCommand = 3,    // `service:EventName`
  kService = 4,    // the service of the command
  kErrorCode = 5,  // of calls that failed
  kTool = 6,       // the program behind the user agent, without its version
  kNetwork = 7,    // the network of the address: IPv4 /24, IPv6 /48
  kFailures = 8,   // calls that failed, by quarter of an hour
  kEvidence = 9,   // short memory of what was odd of late
  // Of a tenant how often scores rose how high; of a principal the hours in
  // which it raised alerts, by origin.
  kAlerts = 10,
  kDayBests = 11,  // the most bits of each of the last three days
  kOperator = 12,  // the firm that runs the network of the address, by its key
  // What the databases said of a principal's networks (network_answers.h).
  kAnswers = 13,
  // An EC2 instance and where it calls from (instance_site.h).
  kInstanceSite = 14,
};

inline constexpr std::array kEntityKinds = {
    EntityKind::kTenant,    EntityKind::kAccount, EntityKind::kCommand,
    EntityKind::kPrincipal, EntityKind::kPeers,   EntityKind::kRole};
inline constexpr size_t kEntityKindEnd = 7;  // above all numbers
inline constexpr std::array kAttributes = {
    Attribute::kCountry, Attribute::kCity,        Attribute::kCommand,
    Attribute::kService, Attribute::kErrorCode,   Attribute::kTool,
    Attribute::kNetwork, Attribute::kFailures,    Attribute::kEvidence,
    Attribute::kAlerts,  Attribute::kDayBests,    Attribute::kOperator,
    Attribute::kAnswers, Attribute::kInstanceSite};
inline constexpr size_t kAttributeEnd = 15;  // above all numbers

std::string_view EntityKindName(EntityKind kind);
std::string_view AttributeName(Attribute attribute);

// Whether the values of an attribute are an entity's habits, to be shown and
// judged; else they are kept by time or by place for the detectors' own use.
constexpr bool IsHabit(Attribute attribute) {
  return attribute != Attribute::kFailures &&
         attribute != Attribute::kEvidence && attribute != Attribute::kAlerts &&
         attribute != Attribute::kDayBests && attribute != Attribute::kAnswers;
}

// Whether the values of an attribute say where a principal calls from. Peers
// learn them from who calls from there on a second day, and a verdict takes
// them back from the peers.
constexpr bool IsPlace(Attribute attribute) {
  return attribute == Attribute::kCountry || attribute == Attribute::kOperator;
}

// One entity of one tenant (organisation). The tenant itself is the entity
// {tenant, kTenant, ""}.
struct EntityKey {
  std::string tenant;
  EntityKind kind = EntityKind::kTenant;
  std::string name;

  auto operator<=>(const EntityKey&) const = default;
};

}  // namespace farcall
