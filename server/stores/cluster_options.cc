// SPDX-License-Identifier: Apache-2.0
#include "server/stores/cluster_options.h"

#include <sodium.h>

#include <algorithm>
#include <chrono>
#include <memory>

#include "cluster/rules/ownership.h"
#include "server/config/replica_list.h"

namespace farcall {
namespace {

constexpr uint64_t kBaselineCacheBytesMin = 1 << 20;
constexpr uint64_t kSeenMemoryBytesMin = 1 << 20;
constexpr uint64_t kFactBytesMin = 16 << 20;
// What a copy takes that has had a few writes.
constexpr uint64_t kWriteBufferBytesOfCopy = 8 << 20;

// Beats of an owner within a takeover, at least.
constexpr int kBeatsOfTakeover = 4;

}  // namespace

std::map<std::string, std::string> AddressesOfOthers(const Config& config) {
  std::map<std::string, std::string> addresses;
  for (const ReplicaEntry& replica :
       ReplicasIn(config.cluster_replicas).value_or(ReplicaEntries())) {
    if (replica.name != config.cluster_replica) {
      addresses.emplace(replica.name, replica.address);
    }
  }
  return addresses;
}

std::optional<ShardReplica::Options> ShardOptions(
    const Config& config, const std::optional<Pseudonyms>& pseudonyms,
    uint32_t shard) {
  std::vector<Replica> replicas;
  ShardReplica::Options options;
  ShardLife::Options& life = options.life;
  for (ReplicaEntry& replica :
       ReplicasIn(config.cluster_replicas).value_or(ReplicaEntries())) {
    if (replica.name == config.cluster_replica) life.address = replica.address;
    replicas.push_back({.name = replica.name, .zone = replica.zone});
  }
  life.shard = shard;
  life.name = config.cluster_replica;
  life.preference = PreferenceOf(shard, std::move(replicas));
  const auto holders =
      CopiesOf(life.preference, static_cast<size_t>(config.cluster_copies));
  if (!RankOf(life.name, holders).has_value()) return std::nullopt;
  for (const Replica& holder : holders) options.holders.push_back(holder.name);
  life.takeover = std::chrono::milliseconds(config.cluster_takeover_ms);
  life.beat = std::min(life.beat, life.takeover / kBeatsOfTakeover);
  options.genesis = {.format = kLogFormatNewest,
                     .shards = static_cast<uint32_t>(config.cluster_shards),
                     .life = static_cast<uint32_t>(config.cluster_log_life)};
  randombytes_buf(options.genesis.event_hash_key.data(),
                  options.genesis.event_hash_key.size());
  if (pseudonyms.has_value()) {
    life.seal_key = pseudonyms->finding_seal_key();
    options.genesis.pseudonym_check = pseudonyms->key_check();
  }
  return options;
}

RocksDbStoreOptions PartOf(const RocksDbStoreOptions& whole, size_t copies) {
  RocksDbStoreOptions part = whole;
  part.shared_memory = {
      .blocks = rocksdb::NewLRUCache(whole.block_cache_bytes),
      .write_buffers = std::make_shared<rocksdb::WriteBufferManager>(
          4 * whole.write_buffer_bytes + copies * kWriteBufferBytesOfCopy)};
  const auto divide = [copies](uint64_t& bytes, uint64_t least) {
    if (bytes > 0 && copies > 0) bytes = std::max(bytes / copies, least);
  };
  divide(part.baseline_cache_bytes, kBaselineCacheBytesMin);
  divide(part.seen_memory_bytes, kSeenMemoryBytesMin);
  divide(part.fact_bytes_max, kFactBytesMin);
  return part;
}

TopicRules TopicRulesOf(const Config& config) {
  return {.shards = static_cast<uint32_t>(config.cluster_shards),
          .allow_fewer_copies = config.cluster_allow_fewer_copies};
}

}  // namespace farcall
