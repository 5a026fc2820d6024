// SPDX-License-Identifier: Apache-2.0
#include "server/replicas/claim_messages.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "cluster/rules/log_record.h"

namespace farcall {
namespace {

using ::testing::IsEmpty;

TEST(ClaimMessages, SayTheSame) {
  const std::vector<Claim> claims = {
      {.shard = 0, .epoch = 1, .owner = "a", .address = "a:1"},
      {.shard = 7,
       .epoch = 9,
       .owner = "b",
       .address = "b:1",
       .has_owner = true},
      {.shard = 9,
       .epoch = 2,
       .owner = "a",
       .address = "a:1",
       .has_owner = true}};
  EXPECT_EQ(ClaimsIn(MessageOf(claims)), claims);
  EXPECT_EQ(MessageOf(claims).owners_size(), 2);
  EXPECT_THAT(ClaimsIn(MessageOf({})), IsEmpty());
}

TEST(ClaimMessages, SayHowFarCopiesAre) {
  const CopiesTold copies = {
      .log_life = 3,
      .places = {{0, {}},
                 {7, {.life = 2, .log_id = 5, .epoch = 4, .number = 90}}}};
  cluster::v1::ListClaimsResponse message = MessageOf({});
  Add(copies, message);
  EXPECT_EQ(CopiesIn(message), copies);
  // A release that does not tell.
  EXPECT_EQ(CopiesIn(MessageOf({})), CopiesTold{.log_life = 1});
}

TEST(ClaimMessages, OfThousandsOfShardsAreSmall) {
  std::vector<Claim> claims;
  for (uint32_t shard = 0; shard < kShardsMax; ++shard) {
    claims.push_back({.shard = shard,
                      .epoch = uint64_t{1} << 40,
                      .owner = "replica-" + std::to_string(shard % 16),
                      .address = std::string(kAddressBytesMax, 'a'),
                      .has_owner = true});
  }
  EXPECT_LT(MessageOf(claims).ByteSizeLong(), size_t{128} << 10);
}

TEST(ClaimMessages, ThatAreNoClaimsAreLeftOut) {
  const Claim claim{.shard = 1, .epoch = 1, .owner = "a", .address = "a:1"};
  Claim none = claim;
  none.epoch = 0;
  Claim nameless = claim;
  nameless.owner.clear();
  Claim long_name = claim;
  long_name.owner.assign(kOwnerBytesMax + 1, 'a');
  Claim nowhere = claim;
  nowhere.address.clear();
  Claim long_address = claim;
  long_address.address.assign(kAddressBytesMax + 1, 'a');
  EXPECT_EQ(ClaimsIn(MessageOf(
                {none, nameless, claim, long_name, nowhere, long_address})),
            std::vector{claim});
  cluster::v1::ListClaimsResponse message = MessageOf({claim});
  message.mutable_claims(0)->set_owner(1);
  EXPECT_THAT(ClaimsIn(message), IsEmpty());
}

}  // namespace
}  // namespace farcall
