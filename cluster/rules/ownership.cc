// SPDX-License-Identifier: Apache-2.0
#include "cluster/rules/ownership.h"

#include <sodium.h>

#include <algorithm>
#include <map>
#include <utility>

#include "cluster/rules/named_hash.h"

namespace farcall {
namespace {

// Keys of SipHash. They are no secrets, and never change.
constexpr std::string_view kTenantKey = "farcall tenant 1";
constexpr std::string_view kReplicaKey = "farcall replicas";
static_assert(kTenantKey.size() == crypto_shorthash_KEYBYTES);
static_assert(kReplicaKey.size() == crypto_shorthash_KEYBYTES);

uint64_t ScoreOf(uint32_t shard, std::string_view name) {
  return NamedHash(std::to_string(shard) + '/' + std::string(name),
                   kReplicaKey);
}

// Moves the places of `replicas`, which are in the order of their scores, so
// that zones are kept apart.
std::vector<Replica> KeepZonesApart(std::vector<Replica> replicas) {
  std::map<std::string, size_t, std::less<>> places;
  for (auto place = replicas.begin(); place != replicas.end(); ++place) {
    const auto next = std::min_element(
        place, replicas.end(), [&places](const Replica& a, const Replica& b) {
          return places[a.zone] < places[b.zone];
        });
    ++places[next->zone];
    std::rotate(place, next, next + 1);
  }
  return replicas;
}

}  // namespace

uint32_t ShardOf(std::string_view tenant, uint32_t shards) {
  return static_cast<uint32_t>(NamedHash(tenant, kTenantKey) % shards);
}

std::vector<Replica> PreferenceOf(uint32_t shard,
                                  std::vector<Replica> replicas) {
  std::sort(replicas.begin(), replicas.end(),
            [shard](const Replica& a, const Replica& b) {
              const uint64_t score_a = ScoreOf(shard, a.name);
              const uint64_t score_b = ScoreOf(shard, b.name);
              return score_a != score_b ? score_a > score_b : a.name < b.name;
            });
  return KeepZonesApart(std::move(replicas));
}

std::span<const Replica> CopiesOf(std::span<const Replica> preference,
                                  size_t copies) {
  return preference.first(std::min(copies, preference.size()));
}

std::optional<size_t> RankOf(std::string_view name,
                             std::span<const Replica> preference) {
  const auto found = std::find_if(
      preference.begin(), preference.end(),
      [name](const Replica& replica) { return replica.name == name; });
  if (found == preference.end()) return std::nullopt;
  return static_cast<size_t>(found - preference.begin());
}

std::chrono::milliseconds SilenceBeforeClaim(
    const ClaimCase& claim, std::chrono::milliseconds takeover) {
  size_t before = claim.rank;
  if (claim.last_owner.has_value() && *claim.last_owner < claim.rank) --before;
  if (!claim.ownerless || claim.last_owner == claim.rank) ++before;
  return takeover * before;
}

bool ShouldClaim(const ClaimCase& claim, std::chrono::milliseconds takeover) {
  return claim.caught_up &&
         claim.silence >= SilenceBeforeClaim(claim, takeover);
}

}  // namespace farcall
