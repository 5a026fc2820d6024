// SPDX-License-Identifier: Apache-2.0
#include "cluster/codec/shard_position_codec.h"

#include <gtest/gtest.h>

#include <string>

namespace farcall {
namespace {

ShardPosition Full() {
  GenesisRecord genesis{.format = 1, .shards = 8};
  genesis.event_hash_key.fill(9);
  return {.genesis = genesis,
          .claim = {.epoch = 3,
                    .incarnation = 77,
                    .owner = "farcall-1",
                    .address = "farcall-1:50052"},
          .released = true,
          .number = 4711,
          .resume_offset = 123'456'789};
}

// Behind the genesis of a later life, where nobody has claimed yet.
ShardPosition OfALaterLife() {
  ShardPosition position = Full();
  position.genesis->life = 2;
  position.genesis->nonce = 5;
  position.genesis->base = {.life = 1, .log_id = 6, .epoch = 3, .number = 4711};
  position.claim = {.epoch = EpochBefore(2)};
  return position;
}

TEST(ShardPositionCodec, PositionsComeBack) {
  for (const ShardPosition& position :
       {ShardPosition(), Full(), OfALaterLife()}) {
    const auto bytes = EncodeShardPosition(position);
    ASSERT_TRUE(bytes.ok()) << bytes.status();
    const auto read = DecodeShardPosition(*bytes);
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_EQ(*read, position);
  }
}

TEST(ShardPositionCodec, WhatIsCutOffIsRefused) {
  const std::string bytes = *EncodeShardPosition(Full());
  for (size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_EQ(DecodeShardPosition(bytes.substr(0, size)).status().code(),
              absl::StatusCode::kDataLoss)
        << size;
  }
  EXPECT_FALSE(DecodeShardPosition(bytes + "x").ok());
}

TEST(ShardPositionCodec, AChangedByteIsRefusedOrMakesAnotherPosition) {
  const std::string bytes = *EncodeShardPosition(Full());
  for (size_t at = 0; at < bytes.size(); ++at) {
    std::string changed = bytes;
    changed[at] = static_cast<char>(changed[at] ^ 0xff);
    const auto read = DecodeShardPosition(changed);
    EXPECT_TRUE(!read.ok() || EncodeShardPosition(*read).ok()) << at;
  }
}

TEST(ShardPositionCodec, AClaimIsNoGenesis) {
  ShardPosition position = Full();
  const std::string bytes = *EncodeShardPosition(position);
  position.genesis.reset();
  const std::string without = *EncodeShardPosition(position);
  // The claim in the place of the genesis.
  const std::string swapped = "\1" + without.substr(2, without.size() - 2);
  EXPECT_FALSE(DecodeShardPosition(swapped).ok());
}

}  // namespace
}  // namespace farcall
