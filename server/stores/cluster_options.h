// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cluster/kafka/topic_rules.h"
#include "cluster/shard/shard_replica.h"
#include "server/config/config.h"
#include "storage/pseudonyms.h"
#include "storage/rocksdb/rocksdb_store_options.h"

namespace farcall {

// What the settings of a cluster mean for each shard.

// Where the other replicas are reached, by name.
std::map<std::string, std::string> AddressesOfOthers(const Config& config);

// How this replica takes part in a shard; nothing = it holds no copy.
std::optional<ShardReplica::Options> ShardOptions(
    const Config& config, const std::optional<Pseudonyms>& pseudonyms,
    uint32_t shard);

// How each of `copies` of this replica is opened, where `whole` is for a server
// alone: they share its caches of blocks, and write buffers of four times its
// own and 8 MiB a copy. Of records and of ids of seen events in memory, and of
// calls that are kept, each may have an equal part, and no less than it can
// work with. One call a process.
RocksDbStoreOptions PartOf(const RocksDbStoreOptions& whole, size_t copies);

TopicRules TopicRulesOf(const Config& config);

}  // namespace farcall
