// SPDX-License-Identifier: Apache-2.0
#include "triage/card/known_principals.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/triage/card/card_scene.h"

namespace farcall {
namespace {

using ::testing::SizeIs;

TermUse UseBy(const std::string& name, int64_t first, int64_t last) {
  return {.principal = "arn:aws:iam::111122223333:user/" + name,
          .principal_kind = PrincipalKind::kUser,
          .account = "111122223333",
          .first_seconds = first,
          .last_seconds = last};
}

TEST(KnownPrincipals, EachIsThereOnceWithItsFirstAndLastCall) {
  TermUse moved = UseBy("bob", kBegan - kDay, kBegan);
  moved.account = "444455556666";
  const TermUses once = EachPrincipalOnce(
      {.uses = {UseBy("bob", kBegan - 9 * kDay, kBegan - 3 * kDay), moved,
                UseBy("carol", kBegan, kBegan)},
       .more = true});
  ASSERT_THAT(once.uses, SizeIs(2));
  EXPECT_EQ(once.uses[0].first_seconds, kBegan - 9 * kDay);
  EXPECT_EQ(once.uses[0].last_seconds, kBegan);
  EXPECT_EQ(once.uses[0].account, "444455556666") << "of the latest call";
  EXPECT_TRUE(once.more);
}

TEST(KnownPrincipals, PeersAreOthersOfTheSameKindAndAccount) {
  CardScene alice;
  TermUse role = UseBy("deploy", kBegan - 90 * kDay, kBegan);
  role.principal_kind = PrincipalKind::kRole;
  TermUse elsewhere = UseBy("eve", kBegan - 90 * kDay, kBegan);
  elsewhere.account = "444455556666";
  CardInput input = alice.Input();
  input.principals.uses = {UseBy("alice", kBegan - 90 * kDay, kBegan),
                           UseBy("bob", kBegan - 31 * kDay, kBegan),
                           UseBy("carol", kBegan - 29 * kDay, kBegan), role,
                           elsewhere};
  input.origin_uses.uses = {UseBy("bob", kBegan, kBegan), role};
  const PrincipalCounts known = CountPrincipals(input);
  EXPECT_EQ(known.all, 4u);
  EXPECT_EQ(known.peers, 2u);
  EXPECT_EQ(known.new_peers, 1u);
  const PrincipalCounts there = CountPrincipalsThere(input);
  EXPECT_EQ(there.all, 2u);
  EXPECT_EQ(there.peers, 1u);
}

}  // namespace
}  // namespace farcall
