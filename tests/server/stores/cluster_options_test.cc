// SPDX-License-Identifier: Apache-2.0
#include "server/stores/cluster_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace farcall {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

Config Cluster(const std::string& replica) {
  Config config;
  config.cluster_log = Config::ClusterLog::kKafka;
  config.cluster_replica = replica;
  config.cluster_replicas = "a=a.example:1,b=b.example:2,c=c.example:3";
  config.cluster_shards = 32;
  return config;
}

TEST(ShardOptions, EachShardHasAsManyCopiesAsTheSettingSays) {
  for (uint32_t shard = 0; shard < 32; ++shard) {
    int holders = 0;
    for (const char* replica : {"a", "b", "c"}) {
      holders += ShardOptions(Cluster(replica), std::nullopt, shard) ? 1 : 0;
    }
    EXPECT_EQ(holders, 2) << shard;
  }
}

TEST(ShardOptions, TellOthersWhereThisReplicaTakesCalls) {
  Config config = Cluster("b");
  config.cluster_copies = 3;
  const auto options = ShardOptions(config, std::nullopt, 0);
  ASSERT_TRUE(options.has_value());
  EXPECT_EQ(options->life.name, "b");
  EXPECT_EQ(options->life.address, "b.example:2");
  EXPECT_EQ(options->genesis.shards, 32u);
  EXPECT_TRUE(options->genesis.pseudonym_check.empty());
}

TEST(ShardOptions, NameWhoHoldsTheShard) {
  for (uint32_t shard = 0; shard < 8; ++shard) {
    Config config = Cluster("a");
    config.cluster_copies = 3;
    const auto all = ShardOptions(config, std::nullopt, shard);
    EXPECT_THAT(all->holders, UnorderedElementsAre("a", "b", "c"));
    for (const char* replica : {"a", "b", "c"}) {
      const auto options = ShardOptions(Cluster(replica), std::nullopt, shard);
      if (!options.has_value()) continue;
      EXPECT_THAT(options->holders,
                  ElementsAre(all->holders[0], all->holders[1]));
    }
  }
}

TEST(ShardOptions, SayWhichLifeOfTheLogItIs) {
  Config config = Cluster("a");
  config.cluster_copies = 3;
  EXPECT_EQ(ShardOptions(config, std::nullopt, 0)->genesis.life, 1u);
  config.cluster_log_life = 3;
  EXPECT_EQ(ShardOptions(config, std::nullopt, 0)->genesis.life, 3u);
}

TEST(AddressesOfOthers, AreThoseOfTheList) {
  EXPECT_THAT(AddressesOfOthers(Cluster("b")),
              ElementsAre(Pair("a", "a.example:1"), Pair("c", "c.example:3")));
}

TEST(ShardOptions, AnOwnerBeatsSeveralTimesWithinATakeover) {
  for (const int64_t takeover : {500, 1'500, 60'000}) {
    Config config = Cluster("a");
    config.cluster_copies = 3;
    config.cluster_takeover_ms = takeover;
    const auto options = ShardOptions(config, std::nullopt, 0);
    ASSERT_TRUE(options.has_value());
    EXPECT_LE(options->life.beat * 3, options->life.takeover);
  }
}

TEST(ShardOptions, NamesUnderPseudonymsAreSealedInTheLog) {
  Config config = Cluster("a");
  config.cluster_copies = 3;
  const auto pseudonyms =
      Pseudonyms::FromSecret("0123456789abcdef0123456789abcdef");
  ASSERT_TRUE(pseudonyms.ok());
  const auto options = ShardOptions(config, *pseudonyms, 0);
  ASSERT_TRUE(options.has_value());
  EXPECT_TRUE(options->life.seal_key.has_value());
  EXPECT_EQ(options->genesis.pseudonym_check, pseudonyms->key_check());
}

TEST(PartOf, CopiesShareTheMemoryOfAServer) {
  RocksDbStoreOptions whole;
  whole.block_cache_bytes = 400 << 20;
  whole.write_buffer_bytes = 16 << 20;
  whole.baseline_cache_bytes = 0;
  whole.seen_memory_bytes = 512 << 20;
  whole.fact_bytes_max = 400 << 20;
  const RocksDbStoreOptions part = PartOf(whole, 4);
  ASSERT_TRUE(part.shared_memory.has_value());
  EXPECT_EQ(part.shared_memory->blocks->GetCapacity(), 400u << 20);
  EXPECT_EQ(part.shared_memory->write_buffers->buffer_size(), 96u << 20);
  EXPECT_EQ(part.seen_memory_bytes, 128u << 20);
  EXPECT_EQ(part.fact_bytes_max, 100u << 20);
  EXPECT_EQ(part.baseline_cache_bytes, 0u);  // none is none
}

TEST(PartOf, AReplicaMayHoldNoCopy) {
  EXPECT_TRUE(PartOf({}, 0).shared_memory.has_value());
}

TEST(PartOf, EachCopyHasWhatItNeeds) {
  const RocksDbStoreOptions part = PartOf({}, 4'096);
  EXPECT_GE(part.baseline_cache_bytes, 1u << 20);
  EXPECT_GE(part.seen_memory_bytes, 1u << 20);
  EXPECT_GE(part.fact_bytes_max, 1u << 20);
}

}  // namespace
}  // namespace farcall
