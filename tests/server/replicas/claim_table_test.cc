// SPDX-License-Identifier: Apache-2.0
#include "server/replicas/claim_table.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace farcall {
namespace {

Claim ClaimOf(uint64_t epoch, const std::string& owner, bool has_owner = true) {
  return {.shard = 2,
          .epoch = epoch,
          .owner = owner,
          .address = owner + ":50051",
          .has_owner = has_owner};
}

TEST(ClaimTable, KnowsNothingAtFirst) {
  const ClaimTable table(4);
  for (const uint32_t shard : {0U, 3U, 4U, 4'000'000'000U}) {
    EXPECT_EQ(table.Of(shard), nullptr);
  }
}

TEST(ClaimTable, TheHighestEpochWins) {
  ClaimTable table(4);
  for (const uint64_t epoch : {3U, 7U, 5U}) {
    table.Merge(ClaimOf(epoch, "r" + std::to_string(epoch)));
  }
  EXPECT_EQ(*table.Of(2), ClaimOf(7, "r7"));
  EXPECT_EQ(table.Of(1), nullptr);
}

TEST(ClaimTable, AHigherEpochWinsOverARelease) {
  ClaimTable table(4);
  table.Merge(ClaimOf(3, "a", /*has_owner=*/false));
  table.Merge(ClaimOf(4, "b"));
  table.Merge(ClaimOf(3, "a", /*has_owner=*/false));
  EXPECT_EQ(*table.Of(2), ClaimOf(4, "b"));
}

TEST(ClaimTable, InOneEpochAReleaseWinsOverAnOwner) {
  ClaimTable table(4);
  table.Merge(ClaimOf(3, "a"));
  table.Merge(ClaimOf(3, "a", /*has_owner=*/false));
  table.Merge(ClaimOf(3, "a"));  // of a replica that has not read the release
  EXPECT_FALSE(table.Of(2)->has_owner);
}

TEST(ClaimTable, PassesOverWhatIsNoClaimOfItsShards) {
  ClaimTable table(2);
  table.Merge(std::vector{ClaimOf(3, "a"), Claim{.shard = 1, .epoch = 0}});
  EXPECT_EQ(table.Of(1), nullptr);
  EXPECT_EQ(table.Of(2), nullptr);
}

}  // namespace
}  // namespace farcall
