// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "cluster/kafka/topic_rules.h"
#include "cluster/shard/shard_replica.h"
#include "server/config/config.h"
#include "storage/pseudonyms.h"
#include "storage/rocksdb/rocksdb_store_options.h"

namespace farcall {

// What the settings of a cluster mean for each shard.

// How this replica takes part in a shard; nothing = it holds no copy.
std::optional<ShardReplica::Options> ShardOptions(
    const Config& config, const std::optional<Pseudonyms>& pseudonyms,
    uint32_t shard);

// `whole` is for a server alone. Its memory and disk are for all `copies` of
// this replica; each gets an equal part, and no less than it can work with.
RocksDbStoreOptions PartOf(const RocksDbStoreOptions& whole, size_t copies);

TopicRules TopicRulesOf(const Config& config);

}  // namespace farcall
