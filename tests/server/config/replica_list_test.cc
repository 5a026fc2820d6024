// SPDX-License-Identifier: Apache-2.0
#include "server/config/replica_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace farcall {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Optional;

TEST(ReplicasIn, ReadsNamesAddressesAndZones) {
  EXPECT_THAT(
      ReplicasIn("a=a.example:1,farcall-1=[::1]:50051@eu-west-1b"),
      Optional(ElementsAre(ReplicaEntry{.name = "a", .address = "a.example:1"},
                           ReplicaEntry{.name = "farcall-1",
                                        .address = "[::1]:50051",
                                        .zone = "eu-west-1b"})));
  EXPECT_THAT(ReplicasIn(""), Optional(IsEmpty()));
}

TEST(ReplicasIn, KnowsTheHostOfAnAddress) {
  EXPECT_EQ(ReplicaEntry{.address = "a.example:1"}.host(), "a.example");
  EXPECT_EQ(ReplicaEntry{.address = "[::1]:50051"}.host(), "::1");
}

TEST(ReplicasIn, RefusesWhatIsNoList) {
  for (const char* text :
       {"a", "a=", "=a:1", "a=a", "a=a:1@", "a=a:1,", ",a=a:1", "a=a:1,,b=b:1",
        "a=a:1,a=b:2", "a b=a:1", "a=a:1@z@y", "a=a:70000", "a=b=c:1"}) {
    EXPECT_EQ(ReplicasIn(text), std::nullopt) << text;
  }
  EXPECT_EQ(ReplicasIn(std::string(254, 'a') + "=a:1"), std::nullopt);
}

}  // namespace
}  // namespace farcall
