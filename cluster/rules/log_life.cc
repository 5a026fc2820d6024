// SPDX-License-Identifier: Apache-2.0
#include "cluster/rules/log_life.h"

#include <sodium.h>

#include <string_view>
#include <tuple>

#include "cluster/rules/named_hash.h"

namespace farcall {
namespace {

// Key of SipHash. It is no secret, and never changes.
constexpr std::string_view kLogKey = "farcall log ids1";
static_assert(kLogKey.size() == crypto_shorthash_KEYBYTES);

constexpr std::string_view kSetting = "cluster-log-life";

absl::Status CannotBegin(uint32_t life, const std::string& why) {
  return absl::FailedPreconditionError(
      "the log of life " + std::to_string(life) + " has yet to begin: " + why);
}

// Those that have not told; empty = all have.
std::string WaitsFor(uint32_t life, std::span<const HolderReport> holders) {
  std::string names;
  for (const HolderReport& holder : holders) {
    const bool has_told = holder.report.has_value();
    const bool is_of_life = has_told && holder.report->log_life == life;
    if (is_of_life && holder.report->place.has_value()) continue;
    names += (names.empty() ? "" : ", ") + holder.replica;
    if (has_told && !is_of_life) {
      names += " (" + std::string(kSetting) + " is " +
               std::to_string(holder.report->log_life) + " there)";
    }
  }
  return names;
}

auto OrderOf(const LogPlace& place) {
  return std::tuple(place.life, place.epoch, place.number);
}

}  // namespace

uint64_t LogIdOf(const GenesisRecord& genesis) {
  // The key is random for the first life, and the nonce for each later one.
  std::string id(genesis.event_hash_key.begin(), genesis.event_hash_key.end());
  for (size_t i = 0; i < sizeof genesis.nonce; ++i) {
    id.push_back(static_cast<char>(genesis.nonce >> (8 * i)));
  }
  return NamedHash(id, kLogKey);
}

LogPlace PlaceOf(const ShardPosition& position) {
  if (!position.genesis.has_value()) return {};
  return {.life = position.genesis->life,
          .log_id = LogIdOf(*position.genesis),
          .epoch = position.claim.epoch,
          .number = position.number};
}

ShardPosition PositionBehind(const GenesisRecord& genesis, int64_t offset) {
  ShardLogRules rules;
  rules.Read(genesis, offset);
  return rules.position();
}

absl::StatusOr<std::string> WhoBegins(uint32_t life,
                                      std::span<const HolderReport> holders) {
  const std::string missing = WaitsFor(life, holders);
  if (!missing.empty()) {
    return CannotBegin(
        life, "replicas have yet to tell how far their copies are: " + missing);
  }
  const HolderReport* furthest = nullptr;
  for (const HolderReport& holder : holders) {
    const LogPlace& place = *holder.report->place;
    if (place.life >= life) {
      return CannotBegin(life, "replica " + holder.replica +
                                   " has a copy of life " +
                                   std::to_string(place.life) + " already");
    }
    const LogPlace before =
        furthest == nullptr ? LogPlace() : *furthest->report->place;
    if (OrderOf(place) > OrderOf(before)) furthest = &holder;
  }
  if (furthest == nullptr) {
    return CannotBegin(life,
                       "no replica has a copy of the shard to begin it from; a "
                       "new cluster begins with " +
                           std::string(kSetting) + " 1");
  }
  const LogPlace& base = *furthest->report->place;
  for (const HolderReport& holder : holders) {
    const LogPlace& place = *holder.report->place;
    if (place.life == base.life && place.log_id != base.log_id) {
      return CannotBegin(life, "replicas " + holder.replica + " and " +
                                   furthest->replica +
                                   " have copies of different logs of life " +
                                   std::to_string(base.life));
    }
  }
  return furthest->replica;
}

absl::Status CheckLife(std::string_view what, uint32_t life, uint32_t set) {
  if (life == set) return absl::OkStatus();
  return absl::FailedPreconditionError(
      std::string(what) + " is of life " + std::to_string(life) + ", and " +
      std::string(kSetting) + " is " + std::to_string(set));
}

}  // namespace farcall
