// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace farcall {

// Which replicas should hold a shard. All of them must answer alike, and so
// must newer binaries: hashes are SipHash-2-4 (libsodium) under fixed keys, its
// eight bytes read as a big-endian number. Safety depends on none of this, as
// the log decides who owns a shard (shard_log_rules.h).

struct Replica {
  std::string name;    // no two alike
  std::string zone{};  // where it runs; all with an empty one count as one zone

  bool operator==(const Replica&) const = default;
};

// The shard of a tenant, below `shards`, which is 1 or more. It never changes,
// as long as `shards` does not.
uint32_t ShardOf(std::string_view tenant, uint32_t shards);

// The replicas in the order in which they should hold the shard: the first as
// its owner, the next ones as standbys, the rest as spares.
//
// By rendezvous hashing of shard and name: a replica that is added takes from
// each other one an equal part of its shards, and nothing moves between those.
// Then zones are kept apart: each place goes to a zone that has the fewest
// places so far, so that the second copy is in another zone than the first,
// where there is one.
std::vector<Replica> PreferenceOf(uint32_t shard,
                                  std::vector<Replica> replicas);

// Those of a preference that hold the shard: the first `copies`, or all.
std::span<const Replica> CopiesOf(std::span<const Replica> preference,
                                  size_t copies);

// Place of a replica in a preference, from 0; nothing if it is not there.
std::optional<size_t> RankOf(std::string_view name,
                             std::span<const Replica> preference);

// The case of a replica that does not own a shard and may claim it.
struct ClaimCase {
  size_t rank = 0;  // its own, in the preference of the shard
  // Whether it has read the log up to its end, from a broker that answers now.
  bool caught_up = false;
  // Nobody owns the shard: it was released, or never claimed.
  bool ownerless = false;
  // Rank of the replica that owns the shard or released it. Nothing where it
  // was never claimed, or where that replica is not in the preference any more.
  std::optional<size_t> last_owner{};
  // Since the last record of the owner, or since the shard became ownerless; at
  // most since this replica has caught up.
  std::chrono::milliseconds silence{0};
};

// How long the silence must last: `takeover` times the number of replicas that
// go first. These are the replicas that are preferred, without the last owner;
// and one more where the shard has an owner, whom to wait for. So the standby
// of an owner that dies claims after one takeover, and where the shard has no
// owner, the best of the others claims at once: the first choice that comes
// back as well as the standby of an owner that leaves. A replica that released
// the shard waits as if it had an owner.
std::chrono::milliseconds SilenceBeforeClaim(
    const ClaimCase& claim, std::chrono::milliseconds takeover);

// Never before it has caught up: records that it misses may be the owner's.
bool ShouldClaim(const ClaimCase& claim, std::chrono::milliseconds takeover);

}  // namespace farcall
