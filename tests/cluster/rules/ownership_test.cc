// SPDX-License-Identifier: Apache-2.0
#include "cluster/rules/ownership.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace farcall {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;

constexpr uint32_t kShards = 4096;
constexpr milliseconds kTakeover{1500};

std::vector<Replica> Replicas(size_t count) {
  std::vector<Replica> replicas;
  for (size_t i = 0; i < count; ++i) {
    replicas.push_back({.name = "farcall-" + std::to_string(i)});
  }
  return replicas;
}

std::vector<Replica> InZones(std::vector<std::string> zones) {
  std::vector<Replica> replicas = Replicas(zones.size());
  for (size_t i = 0; i < zones.size(); ++i) replicas[i].zone = zones[i];
  return replicas;
}

std::vector<std::string> NamesOf(const std::vector<Replica>& replicas) {
  std::vector<std::string> names;
  for (const Replica& replica : replicas) names.push_back(replica.name);
  return names;
}

TEST(ShardOf, NeverChanges) {
  // Data lies by these numbers: other ones lose it.
  EXPECT_EQ(ShardOf("", 4096), 1472U);
  EXPECT_EQ(ShardOf("acme", 64), 61U);
  EXPECT_EQ(ShardOf("acme", 4096), 2493U);
  EXPECT_EQ(ShardOf("globex", 64), 35U);
  EXPECT_EQ(ShardOf("acme", 1), 0U);
}

TEST(ShardOf, SpreadsTenantsEvenly) {
  constexpr uint32_t kFew = 64;
  std::vector<int> tenants(kFew);
  for (int i = 0; i < 64'000; ++i) {
    const uint32_t shard = ShardOf("tenant-" + std::to_string(i), kFew);
    ASSERT_LT(shard, kFew);
    ++tenants[shard];
  }
  // By chance 1,000 of each, with a deviation of 32.
  for (const int count : tenants) EXPECT_NEAR(count, 1000, 160);
}

TEST(Preference, NeverChanges) {
  EXPECT_THAT(NamesOf(PreferenceOf(0, Replicas(3))),
              ElementsAre("farcall-0", "farcall-1", "farcall-2"));
  EXPECT_THAT(NamesOf(PreferenceOf(1, Replicas(3))),
              ElementsAre("farcall-1", "farcall-2", "farcall-0"));
  EXPECT_THAT(NamesOf(PreferenceOf(63, Replicas(3))),
              ElementsAre("farcall-0", "farcall-2", "farcall-1"));
}

TEST(Preference, DoesNotDependOnTheOrderOfTheList) {
  std::vector<Replica> replicas = InZones({"a", "a", "b", "b", "c"});
  for (uint32_t shard = 0; shard < 100; ++shard) {
    const std::vector<Replica> preference = PreferenceOf(shard, replicas);
    EXPECT_EQ(PreferenceOf(shard, {replicas.rbegin(), replicas.rend()}),
              preference);
  }
}

TEST(Preference, GivesEachReplicaAnEqualShareOfOwnersAndOfCopies) {
  constexpr size_t kReplicas = 8;
  std::map<std::string, int> owners;
  std::map<std::string, int> standbys;
  for (uint32_t shard = 0; shard < kShards; ++shard) {
    const std::vector<Replica> preference =
        PreferenceOf(shard, Replicas(kReplicas));
    ++owners[preference[0].name];
    ++standbys[preference[1].name];
  }
  // By chance 512 of each, with a deviation of 21.
  ASSERT_EQ(owners.size(), kReplicas);
  ASSERT_EQ(standbys.size(), kReplicas);
  for (const auto& [name, count] : owners) EXPECT_NEAR(count, 512, 105) << name;
  for (const auto& [name, count] : standbys) {
    EXPECT_NEAR(count, 512, 105) << name;
  }
}

TEST(Preference, AReplicaThatIsAddedTakesItsShareAndNothingElseMoves) {
  uint32_t moved = 0;
  for (uint32_t shard = 0; shard < kShards; ++shard) {
    std::vector<std::string> after = NamesOf(PreferenceOf(shard, Replicas(9)));
    if (after[0] == "farcall-8") ++moved;
    std::erase(after, "farcall-8");
    // So a replica that leaves moves nothing else, either.
    ASSERT_EQ(after, NamesOf(PreferenceOf(shard, Replicas(8)))) << shard;
  }
  EXPECT_NEAR(moved, kShards / 9, 105);
}

TEST(Preference, MovesFewCopiesBetweenZonesWhenAReplicaIsAdded) {
  const auto zones = [](size_t count) {
    std::vector<std::string> of;
    for (size_t i = 0; i < count; ++i)
      of.push_back(std::string(1, "abc"[i % 3]));
    return InZones(of);
  };
  uint32_t moved = 0;
  for (uint32_t shard = 0; shard < kShards; ++shard) {
    const std::vector<Replica> before = PreferenceOf(shard, zones(8));
    const std::vector<Replica> after = PreferenceOf(shard, zones(9));
    for (const Replica& copy : CopiesOf(after, 2)) {
      if (!RankOf(copy.name, CopiesOf(before, 2)).has_value()) ++moved;
    }
  }
  // A ninth of the copies at best.
  EXPECT_LT(moved, 2 * kShards / 5);
}

TEST(Preference, TheSecondCopyIsInAnotherZone) {
  const std::vector<Replica> replicas = InZones({"a", "a", "a", "b", "b"});
  for (uint32_t shard = 0; shard < 500; ++shard) {
    const std::vector<Replica> preference = PreferenceOf(shard, replicas);
    ASSERT_EQ(preference.size(), replicas.size());
    EXPECT_NE(preference[0].zone, preference[1].zone) << shard;
    // The first place is not moved, the second is the best of the other zone.
    std::vector<Replica> plain = PreferenceOf(shard, Replicas(5));
    EXPECT_EQ(preference[0].name, plain[0].name);
    for (const Replica& replica : plain) {
      const Replica& with_zone =
          replicas[static_cast<size_t>(replica.name.back() - '0')];
      if (with_zone.zone == preference[0].zone) continue;
      EXPECT_EQ(preference[1].name, replica.name);
      break;
    }
  }
}

TEST(Preference, ThreeCopiesAreInThreeZones) {
  const std::vector<Replica> replicas =
      InZones({"a", "a", "b", "b", "c", "c", "c"});
  for (uint32_t shard = 0; shard < 500; ++shard) {
    const std::vector<Replica> preference = PreferenceOf(shard, replicas);
    std::set<std::string> zones;
    for (const Replica& copy : CopiesOf(preference, 3)) zones.insert(copy.zone);
    EXPECT_EQ(zones.size(), 3U) << shard;
  }
}

TEST(Preference, WithoutAnotherZoneTheNextBestIsTheSecondCopy) {
  for (uint32_t shard = 0; shard < 100; ++shard) {
    EXPECT_EQ(NamesOf(PreferenceOf(shard, InZones({"a", "a", "a"}))),
              NamesOf(PreferenceOf(shard, Replicas(3))));
  }
}

TEST(Preference, TellsCopiesAndRanks) {
  const std::vector<Replica> preference = PreferenceOf(5, Replicas(3));
  EXPECT_EQ(CopiesOf(preference, 2).size(), 2U);
  EXPECT_EQ(CopiesOf(preference, 2)[1], preference[1]);
  EXPECT_EQ(CopiesOf(preference, 7).size(), 3U);
  EXPECT_EQ(RankOf(preference[2].name, preference), 2U);
  EXPECT_EQ(RankOf(preference[2].name, CopiesOf(preference, 2)), std::nullopt);
  EXPECT_EQ(RankOf("farcall-3", preference), std::nullopt);
  EXPECT_TRUE(PreferenceOf(5, {}).empty());
}

ClaimCase Silent(size_t rank, milliseconds silence) {
  return {.rank = rank, .caught_up = true, .silence = silence};
}

milliseconds WaitForOwner(size_t rank, std::optional<size_t> owner) {
  return SilenceBeforeClaim({.rank = rank, .last_owner = owner}, kTakeover);
}

TEST(ShouldClaim, OnlyAfterTheSilenceThatIsDue) {
  EXPECT_FALSE(ShouldClaim(Silent(0, milliseconds(1499)), kTakeover));
  EXPECT_TRUE(ShouldClaim(Silent(0, milliseconds(1500)), kTakeover));
}

TEST(ShouldClaim, TheStandbyWaitsOneTakeoverForTheOwner) {
  EXPECT_EQ(WaitForOwner(1, 0), kTakeover);
  EXPECT_EQ(WaitForOwner(0, 1), kTakeover);
}

TEST(ShouldClaim, EachFurtherRankWaitsOneTakeoverMore) {
  EXPECT_EQ(WaitForOwner(2, 0), 2 * kTakeover);
  EXPECT_EQ(WaitForOwner(2, 1), 2 * kTakeover);
  EXPECT_EQ(WaitForOwner(1, 2), 2 * kTakeover);
}

TEST(ShouldClaim, AnOwnerThatIsNoReplicaAnyMoreTakesNobodysPlace) {
  EXPECT_EQ(WaitForOwner(0, std::nullopt), kTakeover);
  EXPECT_EQ(WaitForOwner(1, std::nullopt), 2 * kTakeover);
}

TEST(ShouldClaim, AReplicaWaitsForItsFormerLifeAsForAnotherOwner) {
  EXPECT_EQ(WaitForOwner(0, 0), kTakeover);
  EXPECT_EQ(WaitForOwner(1, 1), 2 * kTakeover);
}

TEST(ShouldClaim, AReplicaThatIsBehindNeverClaims) {
  ClaimCase behind = Silent(0, std::chrono::hours(1));
  behind.caught_up = false;
  EXPECT_FALSE(ShouldClaim(behind, kTakeover));
  behind.ownerless = true;
  EXPECT_FALSE(ShouldClaim(behind, kTakeover));
}

milliseconds WaitAfterRelease(size_t rank, std::optional<size_t> released_by) {
  return SilenceBeforeClaim(
      {.rank = rank, .ownerless = true, .last_owner = released_by}, kTakeover);
}

TEST(ShouldClaim, AShardThatWasNeverClaimedGoesToTheFirstChoiceAtOnce) {
  EXPECT_EQ(WaitAfterRelease(0, std::nullopt), milliseconds(0));
  EXPECT_EQ(WaitAfterRelease(1, std::nullopt), kTakeover);
  EXPECT_EQ(WaitAfterRelease(2, std::nullopt), 2 * kTakeover);
}

TEST(ShouldClaim, TheStandbyClaimsAtOnceWhatTheFirstChoiceReleased) {
  EXPECT_EQ(WaitAfterRelease(1, 0), milliseconds(0));
  EXPECT_EQ(WaitAfterRelease(2, 0), kTakeover);
}

TEST(ShouldClaim, TheFirstChoiceClaimsAtOnceWhatTheStandbyReleased) {
  EXPECT_EQ(WaitAfterRelease(0, 1), milliseconds(0));
  EXPECT_EQ(WaitAfterRelease(2, 1), kTakeover);
}

TEST(ShouldClaim, TheReplicaThatReleasedItLetsTheOthersGoFirst) {
  EXPECT_EQ(WaitAfterRelease(0, 0), kTakeover);
  EXPECT_EQ(WaitAfterRelease(1, 1), 2 * kTakeover);
}

}  // namespace
}  // namespace farcall
